# Writes reference.json: estimates by base R, independent of this project's code.
# Usage: Rscript make_reference.R > reference.json
options(digits = 17)

number <- function(x) paste0("[", paste(format(x, digits = 17, trim = TRUE, scientific = TRUE), collapse = ", "), "]")
scalar <- function(x) format(x, digits = 17, trim = TRUE, scientific = TRUE)

# Welch's t with weights: cov.wt(method = "unbiased") divides by 1 - sum(w^2) for weights that add up to 1.
welch <- function(name, treated, comparison, weights) {
  effective <- sum(weights)^2 / sum(weights^2)
  if (diff(range(weights)) == 0) {
    test <- t.test(treated, comparison)
    result <- c(estimate = unname(test$estimate[1] - test$estimate[2]), standard_error = test$stderr,
                lower = test$conf.int[1], upper = test$conf.int[2], statistic = unname(test$statistic),
                degrees_of_freedom = unname(test$parameter), p_value = test$p.value)
  } else {
    weighted <- cov.wt(matrix(comparison), wt = weights / sum(weights), method = "unbiased")
    a <- var(treated) / length(treated)
    b <- weighted$cov[1, 1] / effective
    difference <- mean(treated) - unname(weighted$center)
    error <- sqrt(a + b)
    df <- (a + b)^2 / (a^2 / (length(treated) - 1) + b^2 / (effective - 1))
    reach <- qt(0.975, df) * error
    result <- c(estimate = difference, standard_error = error, lower = difference - reach,
                upper = difference + reach, statistic = difference / error, degrees_of_freedom = df,
                p_value = 2 * pt(-abs(difference / error), df))
  }
  fields <- paste0("\"", names(result), "\": ", sapply(result, scalar), collapse = ", ")
  paste0("  {\"name\": \"", name, "\", \"treated\": ", number(treated), ",\n   \"comparison\": ", number(comparison),
         ",\n   \"weights\": ", number(weights), ",\n   \"effective_size\": ", scalar(effective), ", ", fields, "}")
}

set.seed(20)
treated <- rpois(23, 2.2)
comparison <- rpois(60, 3.1)
days <- c(12, 300, 45, 7, 118, 364, 90)
days_comparison <- c(30, 222, 155, 81, 9, 270, 333, 61, 140, 15, 201)
cases <- c(
  welch("counts, unit weights", treated, comparison, rep(1, 60)),
  welch("counts, equal weights", treated, comparison, rep(0.25, 60)),
  welch("counts, unequal weights", treated, comparison, round(rexp(60), 3) + 0.01),
  welch("days, unequal weights", days, days_comparison, c(0.5, 0.1, 2, 1, 0.3, 0.7, 0.2, 1.4, 0.6, 0.05, 1)),
  welch("one group constant", rep(2, 9), comparison, rep(1, 60)),
  welch("two against three", c(1, 4), c(2, 2, 7), rep(1, 3)))

# Adjusted p-values.
adjusted <- function(p) {
  paste0("  {\"p\": ", number(p), ", \"holm\": ", number(p.adjust(p, "holm")), ", \"bh\": ", number(p.adjust(p, "BH")), "}")
}
families <- c(adjusted(c(0.003, 0.012, 0.04, 0.049, 0.2, 0.6)), adjusted(c(0.6, 0.01, 0.01, 1, 0)), adjusted(0.03),
              adjusted(runif(11)))

# Wilson intervals: prop.test without continuity correction.
wilson <- function(x, n) {
  test <- prop.test(x, n, correct = FALSE)
  paste0("  {\"events\": ", x, ", \"people\": ", n, ", \"lower\": ", scalar(test$conf.int[1]), ", \"upper\": ",
         scalar(test$conf.int[2]), "}")
}
intervals <- suppressWarnings(c(wilson(0, 20), wilson(1, 29), wilson(81, 263), wilson(15, 148), wilson(20, 20)))

pairs <- function(b, c, concordant) {
  plain <- mcnemar.test(matrix(c(concordant, b, c, 0), 2), correct = FALSE)
  corrected <- mcnemar.test(matrix(c(concordant, b, c, 0), 2), correct = TRUE)
  exact <- binom.test(b, b + c)
  paste0("  {\"treated_only\": ", b, ", \"comparison_only\": ", c, ", \"concordant\": ", concordant,
         ", \"chi2\": ", scalar(unname(plain$statistic)), ", \"p\": ", scalar(plain$p.value),
         ", \"corrected_chi2\": ", scalar(unname(corrected$statistic)), ", \"corrected_p\": ", scalar(corrected$p.value),
         ", \"exact_p\": ", scalar(exact$p.value), "}")
}
tables <- c(pairs(33, 51, 117), pairs(5, 1, 60), pairs(9, 9, 2), pairs(0, 4, 0))

list_of <- function(name, rows) paste0("\"", name, "\": [\n", paste(rows, collapse = ",\n"), "\n]")
cat("{\n", paste(list_of("welch", cases), list_of("adjusted", families), list_of("wilson", intervals),
                  list_of("mcnemar", tables), sep = ",\n"), "\n}\n", sep = "")
