# Makes model.json: reference figures of the score model, its diagnostics and its rules of support.
# Run in this folder: Rscript make.R. Versions are written into the file.
suppressMessages({library(jsonlite); library(splines); library(glmnet); library(brglm2); library(pROC)})
# As many steps as it takes: the probit converges linearly, and a rule on the deviance ends too early.
tight <- list(epsilon = 1e-300, maxit = 60)
out <- list(versions = list(R = as.character(getRversion()), glmnet = as.character(packageVersion("glmnet")),
  brglm2 = as.character(packageVersion("brglm2")), pROC = as.character(packageVersion("pROC"))))
num <- function(x) { x <- as.numeric(x); x }
named <- function(x) as.list(setNames(as.numeric(x), names(x)))
l <- read.csv("../data/lalonde.csv", stringsAsFactors = TRUE)
n <- nrow(l)
# Case weights and offsets made from the row number, so that the test makes the same ones.
w <- 0.5 + (seq_len(n) %% 7) / 4
o <- ((seq_len(n) %% 11) - 5) / 10
f <- treat ~ age + educ + race + married + nodegree + re74 + re75

# Weights and offsets.
suppressWarnings({
  g <- glm(f, binomial, l, weights = w, offset = o, control = tight)
  p <- glm(f, binomial("probit"), l, weights = w, offset = o, control = tight)
})
loglik <- function(g, w, y) { m <- fitted(g); sum(w * (y * log(m) + (1 - y) * log1p(-m))) }
null <- function(link) suppressWarnings(glm(treat ~ 1, binomial(link), l, weights = w, offset = o, control = tight))
out$weighted <- list(
  logit = list(coef = named(coef(g)), se = named(sqrt(diag(vcov(g)))), loglik = loglik(g, w, l$treat),
               null = loglik(null("logit"), w, l$treat)),
  probit = list(coef = named(coef(p)), se = named(sqrt(diag(vcov(p)))), loglik = loglik(p, w, l$treat),
                null = loglik(null("probit"), w, l$treat)))

# Firth: brglm2's AS_mean solves the same modified score as logistf.
firth <- function(formula, data, case = rep(1, nrow(data)), shift = rep(0, nrow(data))) {
  data$case <- case; data$shift <- shift; environment(formula) <- environment()
  b <- suppressWarnings(glm(formula, binomial, data, weights = case, offset = shift, method = "brglmFit",
                            type = "AS_mean", epsilon = 1e-13, maxit = 10000))
  X <- model.matrix(b); m <- fitted(b); pw <- b$prior.weights
  info <- t(X) %*% (X * pw * m * (1 - m))
  y <- b$y
  list(coef = named(coef(b)), se = named(sqrt(diag(solve(info)))),
       penalised = sum(pw * (y * log(m) + (1 - y) * log1p(-m))) + 0.5 * as.numeric(determinant(info)$modulus))
}
data("endometrial", package = "brglm2")
write.csv(endometrial, "endometrial.csv", row.names = FALSE)
out$firth <- list(endometrial = firth(HG ~ NV + PI + EH, endometrial), lalonde = firth(f, l),
                  weighted = firth(f, l, w, o))

# Ridge: glmnet's objective (alpha = 0) solved to machine precision by Newton's method, and glmnet's own answer beside it.
X <- model.matrix(f, l); y <- l$treat
ridge <- function(lambda, weights) {
  W <- sum(weights)
  s2 <- apply(X, 2, function(x) { m <- sum(weights * x) / W; sum(weights * (x - m)^2) / W })
  D <- diag(lambda * W * s2)
  b <- rep(0, ncol(X)); names(b) <- colnames(X)
  scale <- c(1, sqrt(s2[-1])); Xs <- sweep(X, 2, scale, "/"); Ds <- D / outer(scale, scale)
  for (k in 1:100) {
    m <- as.numeric(plogis(Xs %*% b)); I <- t(Xs) %*% (Xs * weights * m * (1 - m))
    b <- b + solve(I + Ds, t(Xs) %*% (weights * (y - m)) - Ds %*% b)
  }
  A <- solve(I + Ds)
  list(coef = named(setNames(b / scale, colnames(X))), se = named(setNames(sqrt(diag(A %*% I %*% A)) / scale, colnames(X))),
       glmnet = named(coef(glmnet(X[, -1], y, "binomial", alpha = 0, lambda = lambda, weights = weights,
                                  thresh = 1e-22, maxit = 1e7))[, 1]))
}
out$ridge <- list(plain = ridge(0.05, rep(1, n)), weighted = ridge(0.2, w))

# Diagnostics of two models: maximum likelihood by logit, and by probit.
diagnose <- function(g, weights = rep(1, n)) {
  m <- fitted(g); y <- g$y
  edges <- unique(quantile(m, (0:10) / 10, names = FALSE))
  class <- cut(m, edges, include.lowest = TRUE)
  lp <- qlogis(m)
  slope <- suppressWarnings(glm(y ~ lp, binomial, weights = weights, control = tight))
  ll <- sum(weights * (y * log(m) + (1 - y) * log1p(-m)))
  share <- sum(weights * y) / sum(weights); ll0 <- sum(weights * (y * log(share) + (1 - y) * log1p(-share)))
  W <- sum(weights); cs <- 1 - exp(2 * (ll0 - ll) / W)
  t1 <- m[y == 1]; t0 <- m[y == 0]; w1 <- weights[y == 1]; w0 <- weights[y == 0]
  auc <- sum(outer(w1, w0) * (outer(t1, t0, ">") + 0.5 * outer(t1, t0, "=="))) / (sum(w1) * sum(w0))
  if (all(weights == 1)) stopifnot(abs(auc - as.numeric(auc(roc(y, m, quiet = TRUE, direction = "<")))) < 1e-12)
  grid <- c(0, .01, .05, .25, .5, .75, .95, .99, 1)
  list(auc = auc, brier = sum(weights * (y - m)^2) / W, slope = coef(slope)[[2]], intercept = coef(slope)[[1]],
       mcfadden = 1 - ll / ll0, cox_snell = cs, nagelkerke = cs / (1 - exp(2 * ll0 / W)),
       tjur = sum(w1 * t1) / sum(w1) - sum(w0 * t0) / sum(w0),
       highest = num(edges[-1]), class_weight = num(tapply(weights, class, sum)),
       observed = num(tapply(weights * y, class, sum) / tapply(weights, class, sum)),
       predicted = num(tapply(weights * m, class, sum) / tapply(weights, class, sum)),
       treated_quantiles = num(quantile(t1, grid)), control_quantiles = num(quantile(t0, grid)),
       outside = c(sum(t1 < min(t0) | t1 > max(t0)), sum(t0 < min(t1) | t0 > max(t1))),
       outside_range = c(sum(t1 < 0.1 | t1 > 0.9), sum(t0 < 0.1 | t0 > 0.9)))
}
out$diagnostics <- list(
  logit = diagnose(suppressWarnings(glm(f, binomial, l, control = tight))),
  probit = diagnose(suppressWarnings(glm(f, binomial("probit"), l, control = tight))),
  weighted = diagnose(suppressWarnings(glm(f, binomial, l, weights = w, control = tight)), w))

# Rules of support, by brute force on the logit probabilities.
m <- fitted(suppressWarnings(glm(f, binomial, l, control = tight))); t <- l$treat
crump <- function(m) {
  g <- 1 / (m * (1 - m)); s <- sort(g)
  ok <- sapply(seq_along(s), function(k) s[k] <= 2 * mean(s[1:k]))
  if (all(ok)) return(0)
  k <- max(which(ok)); 0.5 - sqrt(0.25 - 1 / (2 * mean(s[1:k])))
}
stata_pctile <- function(x, q) { x <- sort(x); k <- length(x) * q; if (k == floor(k)) mean(x[k + 0:1]) else x[floor(k) + 1] }
density_at <- function(points, x) {
  h <- 0.9 * min(sd(x), (stata_pctile(x, .75) - stata_pctile(x, .25)) / 1.349) * length(x)^-0.2
  sapply(points, function(p) { z <- (p - x) / h; sum(ifelse(abs(z) < sqrt(5), 0.75 * (1 - z^2 / 5) / sqrt(5), 0)) / (length(x) * h) })
}
trim <- function(q, group) {
  d <- density_at(m[t == group], m[t != group]); left <- which(t == group)[d <= max(0, stata_pctile(d, q))]
  num(left)
}
alpha <- crump(m)
out$support <- list(crump_alpha = alpha, crump = num(which(m < alpha | m > 1 - alpha)),
  range = num(which(m < 0.1 | m > 0.9)),
  percentile = num(which(m < quantile(m[t == 1], 0.05) | m > quantile(m[t == 0], 0.95))),
  density_treated = trim(0.1, 1), density_controls = trim(0.05, 0))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "model.json")
