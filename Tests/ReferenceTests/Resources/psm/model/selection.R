# Makes selection.json: a lasso path as glmnet follows it, its choice by BIC and by cross-validation, and selection by
# significance with glm. Run in this folder: Rscript selection.R.
suppressMessages({library(jsonlite); library(glmnet)})
tight <- list(epsilon = 1e-300, maxit = 40)
l <- read.csv("../data/lalonde.csv", stringsAsFactors = TRUE)
names <- c("age", "educ", "race", "married", "nodegree", "re74", "re75")
f <- reformulate(names, "treat"); X <- model.matrix(f, l)[, -1]; y <- l$treat; n <- length(y)
out <- list(versions = list(R = as.character(getRversion()), glmnet = as.character(packageVersion("glmnet"))))
w <- 0.5 + (seq_len(n) %% 7) / 4

# glmnet's strengths and coefficients, each polished by Newton's method on the columns it leaves in the model, whose signs
# and the gradient of the others are then checked: the exact minimum of the same objective.
glmnet.control(fdev = 0)
polish <- function(b, lambda, X, y, w) {
  W <- sum(w); s <- apply(X, 2, function(x) { m <- sum(w * x) / W; sqrt(sum(w * (x - m)^2) / W) })
  A <- which(b[-1] != 0); Z <- cbind(1, sweep(X[, A, drop = FALSE], 2, s[A], "/"))
  c0 <- c(b[1], b[-1][A] * s[A]); sign <- c(0, sign(c0[-1]))
  for (k in 1:60) { p <- as.numeric(plogis(Z %*% c0)); c0 <- c0 + as.numeric(solve(t(Z) %*% (Z * w * p * (1 - p)), t(Z) %*% (w * (y - p)) - lambda * W * sign)) }
  p <- as.numeric(plogis(Z %*% c0))
  stopifnot(all(sign(c0[-1]) == sign[-1]), all(abs(colSums(sweep(X, 2, s, "/") * w * (y - p))) <= lambda * W * (1 + 1e-9)))
  full <- rep(0, ncol(X)); full[A] <- c0[-1] / s[A]; c(c0[1], full)
}
path <- function(w, lambda = NULL, rows = seq_len(n)) {
  g <- glmnet(X[rows, ], y[rows], "binomial", weights = w[rows], lambda = lambda, thresh = 1e-14, maxit = 1e6)
  b <- as.matrix(coef(g))
  exact <- sapply(seq_along(g$lambda), function(k) polish(b[, k], g$lambda[k], X[rows, , drop = FALSE], y[rows], w[rows]))
  list(lambda = g$lambda, glmnet = b, exact = exact)
}
loglik <- function(b, w, rows = seq_len(n)) { e <- as.numeric(b[1] + X[rows, ] %*% b[-1]); sum(w[rows] * (y[rows] * e - ifelse(e > 0, e + log1p(exp(-e)), log1p(exp(e))))) }
describe <- function(w) {
  p <- path(w); at <- c(2, 10, 25, 50, 80, 100)
  bic <- sapply(seq_along(p$lambda), function(k) -2 * loglik(p$exact[, k], w) + log(sum(w)) * sum(p$exact[-1, k] != 0))
  list(lambda = p$lambda, at = at - 1, exact = lapply(at, function(k) p$exact[, k]),
       glmnet = lapply(at, function(k) as.numeric(p$glmnet[, k])), bic = bic, chosen = which.min(bic) - 1)
}
out$lasso <- list(plain = describe(rep(1, n)), weighted = describe(w))

# Cross-validation: the mean deviance of the rows left out; fold k has the rows whose number is k modulo 5.
one <- rep(1, n); lambda <- out$lasso$plain$lambda[seq(1, 60, by = 3)]; fold <- seq_len(n) %% 5
dev <- rowSums(sapply(0:4, function(k) {
  p <- path(one, lambda, which(fold != k))
  sapply(seq_along(lambda), function(j) -2 * loglik(p$exact[, j], one, which(fold == k)))
})) / n
cv <- cv.glmnet(X, y, family = "binomial", lambda = lambda, foldid = fold + 1, thresh = 1e-14, maxit = 1e6)
stopifnot(max(abs(cv$cvm - dev)) < 1e-6)
out$cv <- list(lambda = lambda, deviance = dev)

# Significance: whole covariates by likelihood ratio and by Wald's test.
fit <- function(kept) suppressWarnings(glm(if (length(kept)) reformulate(kept, "treat") else treat ~ 1, binomial, l, control = tight))
ll <- function(g) { p <- fitted(g); sum(y * log(p) + (1 - y) * log1p(-p)) }
test <- function(term, kept, kind) {
  g <- fit(kept)
  if (kind == "lr") { h <- fit(setdiff(kept, term)); s <- 2 * (ll(g) - ll(h)); d <- length(coef(g)) - length(coef(h)) }
  else { k <- which(attr(model.matrix(g), "assign") == match(term, attr(terms(g), "term.labels"))); b <- coef(g)[k]; s <- as.numeric(b %*% solve(vcov(g)[k, k, drop = FALSE]) %*% b); d <- length(k) }
  list(term = term, statistic = s, df = d, p = pchisq(s, d, lower.tail = FALSE))
}
backward <- function(kind, threshold) { kept <- names; changes <- list()
  repeat { t <- lapply(kept, test, kept, kind); k <- which.max(sapply(t, `[[`, "p")); if (t[[k]]$p <= threshold) break
    changes <- c(changes, t[k]); kept <- kept[-k]; if (!length(kept)) break }
  list(selected = as.list(kept), changes = changes) }
forward <- function(kind, threshold) { kept <- c(); changes <- list()
  repeat { free <- setdiff(names, kept); if (!length(free)) break
    t <- lapply(free, function(v) test(v, names[names %in% c(kept, v)], kind)); k <- which.min(sapply(t, `[[`, "p")); if (t[[k]]$p > threshold) break
    changes <- c(changes, t[k]); kept <- c(kept, free[k]) }
  list(selected = as.list(names[names %in% kept]), changes = changes) }
out$significance <- list(backward_lr = backward("lr", 0.05), backward_wald = backward("wald", 0.05),
                         forward_lr = forward("lr", 0.05), forward_wald = forward("wald", 0.05))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = FALSE), "selection.json")
