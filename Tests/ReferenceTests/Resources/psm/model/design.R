# Makes design.json: splines, bins, logarithms, powers and interactions as R's model.matrix and glm have them.
# Run in this folder: Rscript design.R.
suppressMessages({library(jsonlite); library(splines)})
tight <- list(epsilon = 1e-300, maxit = 40)
l <- read.csv("../data/lalonde.csv", stringsAsFactors = TRUE)
# Missing values where the test makes them too: every 13th row of age.
holes <- seq_len(nrow(l)) %% 13 == 0
out <- list(versions = list(R = as.character(getRversion())))
fit <- function(f, d = l) {
  g <- suppressWarnings(glm(f, binomial, d, control = tight)); m <- fitted(g)
  stopifnot(!anyNA(coef(g)))
  # glm's own standard errors are those of the step before the last.
  se <- sqrt(diag(chol2inv(qr.R(qr(model.matrix(g) * sqrt(m * (1 - m)))))))
  list(names = names(coef(g)), coef = as.numeric(coef(g)), se = se,
       loglik = sum(g$y * log(m) + (1 - g$y) * log1p(-m)), scores = as.numeric(qlogis(m))[c(1, 100, 300, 614)])
}
rows <- c(1, 50, 150, 300, 450, 614)
basis <- function(x, ...) { b <- ns(x, ...); list(knots = as.list(as.numeric(attr(b, "knots"))), rows = apply(b[rows, , drop = FALSE], 1, as.numeric, simplify = FALSE)) }
out$basis <- list(df4 = basis(l$age, df = 4), df1 = basis(l$age, df = 1), df7 = basis(l$educ + l$age / 100, df = 7),
                  knots = basis(l$re78, knots = c(2000, 5000, 12000)))
bins <- function(x, cuts) cut(x, c(-Inf, cuts, Inf), right = FALSE)
l$agebins <- bins(l$age, c(20, 25, 35))
q <- unique(quantile(l$re78, (1:4) / 5)); l$earnings <- bins(l$re78, q)
l$agez <- (l$age - mean(l$age)) / sd(l$age)
out$models <- list(
  spline = fit(treat ~ ns(age, 4) + educ + race),
  log = fit(treat ~ log(age) + log1p(re74) + race),
  square = fit(treat ~ age + I(age^2) + race),
  poly = fit(treat ~ agez + I(agez^2) + I(agez^3) + educ),
  bins = fit(treat ~ relevel(agebins, ref = "[-Inf,20)") + educ),
  quantiles = fit(treat ~ relevel(earnings, ref = levels(l$earnings)[1]) + educ),
  numbers = fit(treat ~ age * educ + race),
  mixed = fit(treat ~ race * age + educ),
  levels = fit(treat ~ race * factor(married) + educ),
  splined = fit(treat ~ factor(married) * ns(age, 3) + race))
# A missing age: the indicator of the first column, and the mean in every column.
d <- l; d$age[holes] <- NA
b <- ns(d$age[!holes], 4); full <- matrix(rep(colMeans(b), each = nrow(d)), nrow(d)); full[!holes, ] <- b
d$missing <- as.numeric(holes)
out$models$missing <- fit(treat ~ full + missing + educ, d)
out$models$complete <- fit(treat ~ ns(age, 4) + educ, d[!holes, ])
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "design.json")
