# Writes effects.json: balance measures, standard errors and covariate-adjusted effects of matched samples, by R.
# Usage, in this folder: Rscript make_effects.R > effects.json
# Matched samples and weights are MatchIt 4.7.2's (../matchit); covariances are those of sandwich::vcovHC and vcovCL.
suppressPackageStartupMessages({library(sandwich); library(Matching); library(jsonlite)})

lalonde <- read.csv("../data/lalonde.csv"); rossi <- read.csv("../data/rossi.csv")
lalonde$race <- factor(lalonde$race)
sets <- list(
  lalonde = list(data = lalonde, treat = "treat", y = "re78",
                 x = c("age", "educ", "race", "married", "nodegree", "re74", "re75")),
  rossi = list(data = rossi, treat = "fin", y = "arrest", x = c("age", "race", "wexp", "mar", "paro", "prio")))

# One row a member of a set, as MatchIt's get_matches: weight 1 for the treated, the pair's weight for controls.
stacked <- function(id, d) {
  pairs <- read.csv(paste0("../matchit/", id, "_pairs.csv"))
  sizes <- table(pairs$treated)
  rows <- rbind(
    data.frame(id = unique(pairs$treated), set = unique(pairs$treated), w = 1),
    data.frame(id = pairs$control, set = pairs$treated, w = 1 / as.numeric(sizes[as.character(pairs$treated)])))
  cbind(d[match(rows$id, d$id), ], set = rows$set, w = rows$w)
}

errors <- function(m, tr, y) {
  m$t <- m[[tr]]; m$v <- m[[y]]
  fit <- lm(v ~ t, data = m, weights = w)
  one <- function(v) sqrt(v["t", "t"])
  reused <- anyDuplicated(m$id) > 0
  out <- list()
  if (!reused) for (k in c("HC0", "HC1", "HC2", "HC3")) out[[k]] <- one(vcovHC(fit, type = k))
  for (k in c("HC0", "HC1")) for (adj in c(TRUE, FALSE)) {
    suffix <- paste0("_", k, if (adj) "" else "_nocadjust")
    out[[paste0("set", suffix)]] <- one(vcovCL(fit, cluster = ~set, type = k, cadjust = adj))
    out[[paste0("person", suffix)]] <- one(vcovCL(fit, cluster = ~id, type = k, cadjust = adj))
    out[[paste0("both", suffix)]] <- one(vcovCL(fit, cluster = ~set + id, type = k, cadjust = adj))
  }
  # Ratios by the delta method from the covariance of the two means.
  if (all(m$v %in% 0:1)) {
    means <- lm(v ~ 0 + factor(t), data = m, weights = w)
    p <- unname(coef(means)); names(p) <- c("p0", "p1")
    v <- if (reused) vcovCL(means, cluster = ~set + id, type = "HC1") else vcovCL(means, cluster = ~set, type = "HC1")
    g <- c(-1 / p[1], 1 / p[2]); h <- c(-1 / (p[1] * (1 - p[1])), 1 / (p[2] * (1 - p[2])))
    out$log_rr <- unname(log(p[2] / p[1])); out$log_rr_se <- sqrt(drop(t(g) %*% v %*% g))
    out$log_or <- unname(qlogis(p[2]) - qlogis(p[1])); out$log_or_se <- sqrt(drop(t(h) %*% v %*% h))
  }
  out
}

# Several rows a person: person k of row i is (7 i) mod 97, as if 614 or 432 rows were those of 97 people. Rows as they are weighted
# (each once), and stacked by set; `people` beside `set` and beside both.
people_errors <- function(m, d, tr, y, w) {
  one <- function(v) sqrt(v["t", "t"])
  d$person <- (7 * seq_len(nrow(d))) %% 97; d$t <- d[[tr]]; d$v <- d[[y]]; d$w <- w
  m$person <- d$person[match(m$id, d$id)]; m$t <- m[[tr]]; m$v <- m[[y]]
  fit <- lm(v ~ t, data = d[d$w > 0, ], weights = w)
  stacked <- lm(v ~ t, data = m, weights = w)
  out <- list()
  for (k in c("HC0", "HC1")) {
    out[[paste0("people_", k)]] <- one(vcovCL(fit, cluster = ~person, type = k))
    out[[paste0("set_and_people_", k)]] <- one(vcovCL(stacked, cluster = ~set + person, type = k))
  }
  out
}

# Marginal standardisation over the matched treated, with treatment by covariate interactions; what
# marginaleffects::avg_comparisons(fit, variables = "t", newdata = subset(t == 1), vcov = ...) computes, gradient by hand.
adjusted <- function(m, tr, y, x) {
  m$t <- m[[tr]]; m$v <- m[[y]]
  form <- reformulate(paste0("t * (", paste(x, collapse = " + "), ")"), "v")
  binary <- all(m$v %in% 0:1)
  fit <- if (binary) suppressWarnings(glm(form, data = m, weights = w, family = quasibinomial, epsilon = 1e-15, maxit = 100))
         else lm(form, data = m, weights = w)
  target <- m[m$t == 1 & !duplicated(m$id), ]
  at <- function(value) {
    new <- target; new$t <- value
    X <- model.matrix(delete.response(terms(fit)), new, xlev = fit$xlevels)
    b <- coef(fit); keep <- !is.na(b)
    eta <- drop(X[, keep] %*% b[keep])
    if (binary) list(mean = mean(plogis(eta)), gradient = colMeans(X[, keep] * dlogis(eta)))
    else list(mean = mean(eta), gradient = colMeans(X[, keep]))
  }
  one <- at(1); zero <- at(0)
  reused <- anyDuplicated(m$id) > 0
  cluster <- if (reused) ~ set + id else ~ set
  out <- list(mean1 = one$mean, mean0 = zero$mean, difference = one$mean - zero$mean, parameters = sum(!is.na(coef(fit))))
  for (k in c("HC0", "HC1")) {
    v <- vcovCL(fit, cluster = cluster, type = k)
    v <- v[names(one$gradient), names(one$gradient)]
    se <- function(g) sqrt(drop(t(g) %*% v %*% g))
    out[[paste0("se_", k)]] <- se(one$gradient - zero$gradient)
    if (binary) {
      out[[paste0("log_rr_se_", k)]] <- se(one$gradient / one$mean - zero$gradient / zero$mean)
      out[[paste0("log_or_se_", k)]] <-
        se(one$gradient / (one$mean * (1 - one$mean)) - zero$gradient / (zero$mean * (1 - zero$mean)))
    }
  }
  if (binary) {
    out$log_rr <- log(one$mean / zero$mean); out$log_or <- qlogis(one$mean) - qlogis(zero$mean)
  }
  out
}

wmean <- function(x, w) sum(w * x) / sum(w)
wvar <- function(x, w) { m <- wmean(x, w); sum(w * (x - m)^2) / (sum(w) - sum(w^2) / sum(w)) }
share <- function(x) all(x %in% 0:1)
spread <- function(x, w) if (share(x)) wmean(x, w) * (1 - wmean(x, w)) else wvar(x, w)

# Distances between weighted distributions: MatchIt's eCDF mean; classes of docs/methods/balance.md for the overlap.
distances <- function(x, t, w) {
  values <- sort(unique(x))
  f <- function(g, w) cumsum(sapply(values, function(u) sum(w[t == g & x == u]))) / sum(w[t == g])
  before1 <- diff(c(0, f(1, rep(1, length(x))))); before0 <- diff(c(0, f(0, rep(1, length(x)))))
  class <- if (length(values) <= 20) seq_along(values) else {
    out <- integer(length(values)); mass <- 0; now <- 1
    for (i in seq_along(values)) {
      out[i] <- now; mass <- mass + (before1[i] + before0[i]) / 2
      if (mass >= 1 / 20) { now <- now + 1; mass <- 0 }
    }
    out
  }
  d <- abs(f(1, w) - f(0, w))
  p1 <- tapply(diff(c(0, f(1, w))), class, sum); p0 <- tapply(diff(c(0, f(0, w))), class, sum)
  c(ecdf_mean = mean(d), ecdf_max = max(d), overlap = sum(pmin(p1, p0)))
}

full <- function(d) {
  factors <- Filter(is.factor, d)
  if (length(factors)) lapply(factors, contrasts, contrasts = FALSE)
}

balance <- function(id, s) {
  d <- s$data; t <- d[[s$treat]]
  w <- read.csv(paste0("../matchit/", id, "_units.csv"))$weight
  covs <- model.matrix(~ . - 1, d[s$x], contrasts.arg = full(d[s$x]))
  group <- sub("^race.*", "race", colnames(covs))
  colnames(covs) <- sub("^race(.)", "race: \\1", colnames(covs))
  smds <- function(x) {
    v <- c(spread(x[t == 1], rep(1, sum(t == 1))), spread(x[t == 0], rep(1, sum(t == 0))))
    a <- c(spread(x[t == 1], w[t == 1]), spread(x[t == 0], w[t == 0]))
    before <- mean(x[t == 1]) - mean(x[t == 0]); after <- wmean(x[t == 1], w[t == 1]) - wmean(x[t == 0], w[t == 0])
    r <- function(a, b) if (share(x)) NA else a / b
    list(before = before / sqrt(mean(v)), after = after / sqrt(mean(v)), after_treated = after / sqrt(v[1]),
         after_own = after / sqrt(mean(a)), vr_before = r(v[1], v[2]), vr_after = r(a[1], a[2]))
  }
  out <- list()
  for (k in colnames(covs)) {
    x <- covs[, k]
    one <- smds(x)
    one$dist_before <- as.list(distances(x, t, rep(1, length(t)))); one$dist_after <- as.list(distances(x, t, w))
    out[[k]] <- one
  }
  terms <- list()
  for (i in seq_len(ncol(covs))) for (j in i:ncol(covs)) {
    if (i == j && share(covs[, i])) next
    if (i != j && group[i] == group[j]) next
    terms[[paste(colnames(covs)[i], "×", colnames(covs)[j])]] <- smds(covs[, i] * covs[, j])
  }
  list(rows = out, terms = terms)
}

cases <- list()
for (id in c("lalonde_nn1", "lalonde_ratio3_logit_cal0.2", "lalonde_replace", "rossi_nn1_logit_cal0.2", "rossi_replace")) {
  s <- sets[[sub("_.*", "", id)]]
  if (!"id" %in% names(s$data)) s$data$id <- seq_len(nrow(s$data))
  m <- stacked(id, s$data)
  w <- rowsum(m$w, m$id)[match(s$data$id, rownames(rowsum(m$w, m$id))), 1]; w[is.na(w)] <- 0
  cases[[id]] <- list(errors = errors(m, s$treat, s$y), people = people_errors(m, s$data, s$treat, s$y, w), adjusted = adjusted(m, s$treat, s$y, s$x), balance = balance(id, s))
}

# Abadie and Imbens (2006) by Matching::Match, ties averaged, the variance from the nearest of the same group.
ai <- list()
for (name in names(sets)) {
  s <- sets[[name]]; ps <- read.csv(paste0("../matchit/", name, "_ps.csv"))$ps
  for (M in c(1, 3)) {
    fit <- Match(Y = s$data[[s$y]], Tr = s$data[[s$treat]], X = ps, M = M, estimand = "ATT", Var.calc = 1, Weight = 1,
                 distance.tolerance = 0)
    ai[[paste0(name, "_", M)]] <- list(estimate = drop(fit$est), se = fit$se, pairs = length(fit$index.treated))
    # Scores that nobody shares: row i is moved by (7919 i mod 1009) / 1e6.
    untied <- ps + (7919 * seq_along(ps)) %% 1009 / 1e6
    for (estimand in c("ATT", "ATC", "ATE")) {
      fit <- Match(Y = s$data[[s$y]], Tr = s$data[[s$treat]], X = untied, M = M, estimand = estimand, Var.calc = 1, Weight = 1,
                   distance.tolerance = 0)
      ai[[paste(name, M, "untied", tolower(estimand), sep = "_")]] <- list(estimate = drop(fit$est), se = fit$se)
    }
  }
}

# Doubly robust: the outcome by regression in each group, odds weights of the fitted score, influence functions.
dr <- list()
for (name in names(sets)) {
  s <- sets[[name]]; d <- s$data; t <- d[[s$treat]]; y <- d[[s$y]]
  d$.t <- t; d$.y <- y
  e <- fitted(glm(reformulate(s$x, ".t"), binomial, d, epsilon = 1e-15))
  family <- if (all(y %in% 0:1)) binomial() else gaussian()
  m <- sapply(0:1, function(g) predict(glm(reformulate(s$x, ".y"), family, d[t == g, ], epsilon = 1e-15), d, type = "response"))
  n <- length(y)
  one <- m[, 2] + t * (y - m[, 2]) / e; zero <- m[, 1] + (1 - t) * (y - m[, 1]) / (1 - e)
  q <- mean(t)
  t1 <- mean(t * y) / q; t0 <- mean(t * m[, 1] + (1 - t) * e / (1 - e) * (y - m[, 1])) / q
  if1 <- t * (y - t1) / q; if0 <- (t * (m[, 1] - t0) + (1 - t) * e / (1 - e) * (y - m[, 1])) / q
  se <- function(i) sqrt(sum(i^2)) / n
  dr[[name]] <- list(
    ate = mean(one) - mean(zero), ate_mean1 = mean(one), ate_mean0 = mean(zero),
    ate_se = se(one - mean(one) - zero + mean(zero)), att = t1 - t0, att_mean0 = t0, att_se = se(if1 - if0))
}

cat(toJSON(list(versions = list(R = as.character(getRversion()), sandwich = as.character(packageVersion("sandwich")),
                                Matching = as.character(packageVersion("Matching"))),
                cases = cases, abadie_imbens = ai, doubly_robust = dr), auto_unbox = TRUE, digits = I(17), na = "null", pretty = TRUE), "\n")
