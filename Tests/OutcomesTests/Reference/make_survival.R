# Writes survival.json: curves, tests of time and signed ranks by R's survival and base R, independent of this project's code.
# Usage: Rscript make_survival.R > survival.json
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(7)
n <- 90
d <- data.frame(group = rep(1:0, c(35, 55)), day = sample(1:25, n, TRUE), set = c(1:35, sample(1:35, 55, TRUE)),
                ending = sample(0:2, n, TRUE, c(0.5, 0.2, 0.3)), weight = c(rep(1, 35), round(rexp(55), 3) + 0.05))
d$day[3] <- 25; d$ending[3] <- 2

points <- function(s) list(day = s$time, estimate = s$surv, error = s$std.err)
km <- function(g, weights, robust) {
  x <- d[d$group == g, ]
  w <- if (weights) x$weight else rep(1, nrow(x))
  fit <- survfit(Surv(day, ending == 0) ~ 1, data = x, weights = w, robust = robust, conf.type = "log-log")
  s <- summary(fit, times = fit$time)
  list(day = s$time, estimate = s$surv, error = s$std.err, lower = s$lower, upper = s$upper)
}
aj <- function(g, weights, cause) {
  x <- d[d$group == g, ]
  x$w <- if (weights) x$weight else rep(1, nrow(x))
  x$state <- factor(c("event", "competing", "censored")[x$ending + 1], levels = c("censored", "event", "competing"))
  x$id <- seq_len(nrow(x))
  fit <- survfit(Surv(day, state) ~ 1, data = x, weights = w, id = id, robust = TRUE)
  list(day = fit$time, estimate = fit$pstate[, which(fit$states == cause)],
       error = fit$std.err[, which(fit$states == cause)])
}
logrank <- function(strata) {
  f <- if (strata) survdiff(Surv(day, ending == 0) ~ group + strata(set), data = d)
       else survdiff(Surv(day, ending == 0) ~ group, data = d)
  obs <- if (strata) rowSums(f$obs) else f$obs; exp <- if (strata) rowSums(f$exp) else f$exp
  list(observed = obs[2], expected = exp[2], chisq = f$chisq)
}
robust <- function(strata) {
  f <- if (strata) coxph(Surv(day, ending == 0) ~ group + strata(set), data = d, weights = weight, ties = "breslow", robust = TRUE)
       else coxph(Surv(day, ending == 0) ~ group, data = d, weights = weight, ties = "breslow", robust = TRUE)
  list(chisq = f$rscore)
}

# Wilcoxon's signed ranks and Rosenbaum's bounds by his formula; Newcombe's paired interval by his method 10.
ranks <- function(x) {
  x <- x[x != 0]; q <- rank(abs(x)); t <- sum(q[x > 0]); t <- max(t, sum(q) - t)
  gammas <- c(1, 1.2, 1.5, 2, 3)
  upper <- sapply(gammas, function(g) { p <- g / (1 + g); pnorm((t - p * sum(q)) / sqrt(p * (1 - p) * sum(q^2)), lower.tail = FALSE) })
  lower <- sapply(gammas, function(g) { p <- 1 / (1 + g); pnorm((t - p * sum(q)) / sqrt(p * (1 - p) * sum(q^2)), lower.tail = FALSE) })
  f <- function(g) { p <- g / (1 + g); pnorm((t - p * sum(q)) / sqrt(p * (1 - p) * sum(q^2)), lower.tail = FALSE) - 0.05 }
  list(statistic = t, gamma = gammas, lower = lower, upper = upper,
       wilcox = min(wilcox.test(x, exact = FALSE, correct = FALSE, alternative = "greater")$p.value,
                    wilcox.test(x, exact = FALSE, correct = FALSE, alternative = "less")$p.value),
       critical = if (f(1) < 0) uniroot(f, c(1, 50), tol = 1e-13)$root else NULL)
}
diffs <- round(rnorm(40, 0.8, 1.5), 1)
newcombe <- function(a, b, c, d) {
  n <- a + b + c + d; p1 <- (a + b) / n; p0 <- (a + c) / n
  w1 <- prop.test(a + b, n, correct = FALSE)$conf.int; w0 <- prop.test(a + c, n, correct = FALSE)$conf.int
  cross <- a * d - b * c; if (cross > 0) cross <- max(cross - n / 2, 0)
  m <- (a + b) * (c + d) * (a + c) * (b + d); phi <- if (m > 0) cross / sqrt(m) else 0
  g <- function(x, y) sqrt(x^2 - 2 * phi * x * y + y^2)
  list(both = a, treatedOnly = b, comparisonOnly = c, neither = d, lower = p1 - p0 - g(p1 - w1[1], w0[2] - p0),
       upper = p1 - p0 + g(w1[2] - p1, p0 - w0[1]))
}
curves <- list()
for (g in 1:0) for (w in c(FALSE, TRUE)) {
  name <- paste0(if (g == 1) "treated" else "comparison", if (w) "_weighted" else "")
  curves[[paste0("km_", name)]] <- km(g, w, FALSE); curves[[paste0("km_robust_", name)]] <- km(g, w, TRUE)
  for (cause in c("event", "competing")) curves[[paste0(cause, "_", name)]] <- aj(g, w, cause)
}
cat(toJSON(list(
  versions = list(R = as.character(getRversion()), survival = as.character(packageVersion("survival"))),
  data = d, curves = curves, logrank = logrank(FALSE), logrankStratified = logrank(TRUE), robust = robust(FALSE),
  robustStratified = robust(TRUE), differences = diffs, ranks = ranks(diffs),
  newcombe = suppressWarnings(list(newcombe(20, 12, 2, 16), newcombe(1, 1, 7, 12), newcombe(12, 33, 51, 105), newcombe(0, 3, 0, 30), newcombe(30, 1, 1, 30)))),
  auto_unbox = TRUE, digits = I(17), na = "null", dataframe = "columns"), "\n")
