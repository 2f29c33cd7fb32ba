# Makes matchit.json: matching by MatchIt 4.7.2 on the Lalonde data with the scores of ../matchit/lalonde_ps.csv.
# Run in this folder: Rscript matchit.R
library(MatchIt)
library(jsonlite)
stopifnot(packageVersion("MatchIt") == "4.7.2")
data <- read.csv("../data/lalonde.csv")
rownames(data) <- data$id
scores <- read.csv("../matchit/lalonde_ps.csv")
formula <- treat ~ age + educ + race + married + nodegree + re74 + re75
match <- function(..., distance = scores$ps) {
  m <- suppressWarnings(matchit(formula, data = data, distance = distance, ...))
  pairs <- NULL
  if (!is.null(m$match.matrix)) {
    mm <- m$match.matrix
    # Rows of the match matrix are the choosing rows.
    pairs <- do.call(rbind, lapply(rownames(mm), function(r) {
      chosen <- mm[r, !is.na(mm[r, ])]
      if (length(chosen)) cbind(r, chosen) else NULL
    }))
  }
  list(
    pairs = if (is.null(pairs)) list() else unname(paste(pairs[, 1], pairs[, 2], sep = "-")),
    weights = unname(m$weights),
    subclass = if (is.null(m$subclass)) NULL else as.integer(m$subclass)
  )
}
nearest <- function(...) match(..., method = "nearest")
# Distances that no two pairs share, so that the order of the search decides nothing.
set.seed(1)
jitter <- rnorm(nrow(data))
data$age_j <- data$age + jitter / 1e3
data$educ_j <- data$educ + rnorm(nrow(data)) / 1e3
data$re75_j <- data$re75 + rnorm(nrow(data))
cases <- list(
  variable_ratio = nearest(ratio = 2, min.controls = 1, max.controls = 4),
  variable_ratio_least_2 = nearest(ratio = 2.2, min.controls = 2, max.controls = 5),
  variable_ratio_caliper = nearest(ratio = 2, max.controls = 3, caliper = 0.1),
  variable_ratio_atc = nearest(ratio = 1.5, max.controls = 3, estimand = "ATC", reuse.max = 4),
  reuse_3 = nearest(reuse.max = 3),
  reuse_2_ratio_3 = nearest(reuse.max = 2, ratio = 3, caliper = 0.2),
  antiexact_married = nearest(antiexact = ~married),
  antiexact_two_columns = nearest(antiexact = ~ married + nodegree, replace = TRUE, ratio = 2),
  caliper_age_2 = nearest(caliper = c(age = 2), std.caliper = FALSE),
  caliper_age_re74_sd = nearest(caliper = c(0.2, age = 0.25, re74 = 0.5)),
  caliper_age_at_least_5 = nearest(caliper = c(age = -5), std.caliper = FALSE),
  mahalanobis_in_caliper = nearest(mahvars = ~ age_j + educ_j + re75_j, caliper = 0.1),
  mahalanobis_in_caliper_exact = nearest(mahvars = ~ age_j + re75_j, caliper = 0.25, exact = ~married),
  mahalanobis_replace = nearest(mahvars = ~ age_j + educ_j + re75_j + race, replace = TRUE, ratio = 2),
  mahalanobis_closest = nearest(mahvars = ~ age_j + educ_j + re75_j, m.order = "closest"),
  subclass_att = match(method = "subclass", subclass = 6),
  subclass_atc = match(method = "subclass", subclass = 6, estimand = "ATC"),
  subclass_ate = match(method = "subclass", subclass = 6, estimand = "ATE"),
  subclass_15_least_2 = match(method = "subclass", subclass = 15, min.n = 2),
  subclass_15_least_0 = match(method = "subclass", subclass = 15, min.n = 0),
  subclass_discard = match(method = "subclass", subclass = 5, discard = "both", estimand = "ATE")
)
write(
  toJSON(
    list(
      made = "MatchIt 4.7.2, R 4.2.2; matchit.R",
      jittered = list(age_j = data$age_j, educ_j = data$educ_j, re75_j = data$re75_j),
      cases = cases
    ),
    digits = 17, auto_unbox = TRUE, null = "null"
  ),
  "matchit.json"
)
