# MatchIt's nearest neighbours with and without replacement, its summary(), and cobalt's bal.tab() of the matched sample, on the
# covariates of population.py and the scores that glm.R left; prints seconds and peak memory as JSON.
#   Rscript matchit.R FOLDER
# The versions are held because results differ between them: MatchIt before 4.5.4 ignores calipers on probabilities.
library(MatchIt)
library(cobalt)
library(jsonlite)
stopifnot(packageVersion("MatchIt") == "4.7.2", packageVersion("cobalt") == "4.5.5")
folder <- commandArgs(trailingOnly = TRUE)[1]
about <- fromJSON(file.path(folder, "about.json"))
rows <- file.size(file.path(folder, "treatment.u8"))
data <- data.frame(
  treated = readBin(file.path(folder, "treatment.u8"), "integer", rows, size = 1, signed = FALSE)
)
# Levels are dummies in the file, for all but the first; a data frame has them as one factor.
design <- file(file.path(folder, "design.f64"), "rb")
for (name in about$names) {
  if (startsWith(name, "level")) {
    code <- integer(rows)
    for (level in seq_len(about$levels[[name]] - 1)) code <- code + level * as.integer(readBin(design, "double", rows))
    data[[name]] <- factor(code)
  } else {
    data[[name]] <- readBin(design, "double", rows)
  }
}
close(design)
scores <- readBin(file.path(folder, "linear.f64"), "double", rows)
formula <- reformulate(about$names, "treated")
elapsed <- function(expression) system.time(expression)[["elapsed"]]
run <- function(replace) {
  match <- elapsed(m <- matchit(formula, data, method = "nearest", distance = scores, caliper = 0.2, replace = replace))
  summary <- elapsed(tables <- summary(m))
  stopifnot(nrow(tables$sum.matched) > length(about$names))
  bal_tab <- elapsed(balance <- bal.tab(m, data = data, stats = c("m", "v", "ks"), un = TRUE))
  stopifnot(all(c("Diff.Adj", "KS.Un") %in% names(balance$Balance)))
  list(match = match, summary = summary, bal_tab = bal_tab, matched_treated = sum(m$weights > 0 & data$treated == 1))
}
runs <- list(without_replacement = run(FALSE), with_replacement = run(TRUE))
peak <- sub("\\D+(\\d+).*", "\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))
cat(toJSON(c(runs, list(peak_mib = as.integer(peak) %/% 1024L)), auto_unbox = TRUE, digits = 3), "\n")
