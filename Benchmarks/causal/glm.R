# R's glm.fit on the design of population.py; prints seconds and the log-likelihood as JSON and leaves the linear predictor
# of every row in FOLDER/linear.f64, which matchit.R matches on.
#   Rscript glm.R FOLDER
folder <- commandArgs(trailingOnly = TRUE)[1]
rows <- file.size(file.path(folder, "treatment.u8"))
treatment <- as.numeric(readBin(file.path(folder, "treatment.u8"), "integer", rows, size = 1, signed = FALSE))
columns <- file.size(file.path(folder, "design.f64")) / 8 / rows
design <- cbind(1, matrix(readBin(file.path(folder, "design.f64"), "double", rows * columns), rows))
seconds <- system.time(fit <- glm.fit(design, treatment, family = binomial()))[["elapsed"]]
writeBin(unname(fit$linear.predictors), file.path(folder, "linear.f64"))
cat(sprintf('{"seconds": %.3f, "passes": %d, "log_likelihood": %.9f}\n', seconds, fit$iter, -fit$deviance / 2))
