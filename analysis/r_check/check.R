# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# Computes again, with R's own functions, what statistics_table printed, and
# compares to the last printed digit; a bootstrap to its Monte-Carlo error.
# Where values tie R's exact tests refuse: all sign flips or choices are then
# enumerated here.
#
#   Rscript check.R TABLE

edge <- 0.1
level <- 0.95
sample_sd <- 0.2
resamples <- 2000
set.seed(1)

lines <- strsplit(readLines(commandArgs(TRUE)[1]), "\t")
table <- split(lines, factor(sapply(lines, `[`, 1), unique(sapply(lines, `[`, 1))))
compared <- 0
wrong <- 0

tell <- function(set, name, ours, r) {
  wrong <<- wrong + 1
  cat(sprintf("set %s: %s is %s, R has %s\n", set, name, ours, r))
}

walsh <- function(d) {
  means <- outer(d, d, "+") / 2
  means[upper.tri(means, diag = TRUE)]
}

# Shares of all equally likely cases at most, and at least, the observed one.
shares <- function(all, observed) {
  c(below = mean(all <= observed + 1e-9), above = mean(all >= observed - 1e-9))
}

rank_sum <- function(from, to, mu) {
  both <- c(from, to - mu)
  if (!anyDuplicated(both)) {
    return(c(
      below = wilcox.test(to - mu, from, alternative = "less", exact = TRUE)$p.value,
      above = wilcox.test(to - mu, from, alternative = "greater", exact = TRUE)$p.value))
  }
  ranks <- rank(both)
  if (length(both) > 18) return(NULL)  # too many choices for R
  shares(combn(length(both), length(to), function(i) sum(ranks[i])),
         sum(ranks[-seq_along(from)]))
}

student <- function(...) {
  c(below = t.test(..., alternative = "less")$p.value,
    above = t.test(..., alternative = "greater")$p.value)
}

# Smyth 2004, section 6.2, and its appendix.
trigamma_inverse <- function(y) {
  x <- 0.5 + 1 / y
  for (i in 1:50) {
    tri <- trigamma(x)
    step <- tri * (1 - tri / y) / psigamma(x, 2)
    x <- x + step
    if (-step / x < 1e-10) break
  }
  x
}

moderation <- function(variance, degrees) {
  variance_or_floor <- pmax(variance, 1e-5 * median(variance))
  e <- log(variance_or_floor) - digamma(degrees / 2) + log(degrees / 2)
  beyond <- var(e) - mean(trigamma(degrees / 2))
  prior <- if (beyond > 0) {
    d <- 2 * trigamma_inverse(beyond)
    c(d, exp(mean(e) + digamma(d / 2) - log(d / 2)))
  } else {
    c(Inf, exp(mean(e)))
  }
  moderated <- if (is.finite(prior[1])) {
    (prior[1] * prior[2] + degrees[1] * variance[1]) / (prior[1] + degrees[1])
  } else {
    prior[2]
  }
  c(prior.degrees = prior[1], prior.variance = prior[2],
    moderated.variance = moderated,
    moderated.degrees = min(prior[1] + degrees[1], sum(degrees)))
}

bootstrap <- function(from, to) {
  n <- length(from)
  paired <- n >= 3
  noise <- function() matrix(rnorm(resamples * n, 0, sample_sd), resamples)
  draw <- function() matrix(sample.int(n, resamples * n, TRUE), resamples)
  one <- draw()
  other <- if (paired) one else draw()
  before <- matrix(from[one], resamples) + noise()
  after <- matrix(to[other], resamples) + noise()
  if (paired) {
    apply(after - before, 1, function(d) median(walsh(d)))
  } else {
    sapply(seq_len(resamples),
           function(i) median(outer(after[i, ], before[i, ], "-")))
  }
}

deviations <- c()

check_set <- function(facts) {
  set <- facts[[1]][1]
  get <- function(name) {
    as.numeric(Find(function(fact) fact[2] == name, facts)[-(1:2)])
  }
  from <- get("data.from")
  to <- get("data.to")
  d <- to - from
  n <- length(d)
  expected <- list(
    median = median(to), mean = mean(to), variance = var(to),
    hl = median(walsh(d)), hl.shift = median(outer(to, from, "-")),
    quantile = c(low = qbinom(0.025, 50 + 37 * as.integer(set), 0.9),
                 high = qbinom(0.975, 50 + 37 * as.integer(set), 0.9) + 1))
  for (mu in c(0, edge)) {
    at <- if (mu == 0) ".0" else ".edge"
    expected[[paste0("ranksum", at)]] <- rank_sum(from, to, mu)
    if (sd(d) > 0) expected[[paste0("paired", at)]] <- student(d, mu = mu)
    if (sd(from) + sd(to) > 0) {
      expected[[paste0("welch", at)]] <- student(to, from, mu = mu)
    }
  }
  if (sd(d) > 0) {
    expected$paired <- setNames(t.test(d)$conf.int, c("low", "high"))
  }
  if (sd(from) + sd(to) > 0) {
    expected$welch <- setNames(t.test(to, from)$conf.int, c("low", "high"))
  }
  if (n >= 6 && !anyDuplicated(abs(d)) && all(d != 0)) {
    expected$hl <- unname(wilcox.test(d, conf.int = TRUE, exact = TRUE)$estimate)
  }
  if (n >= 4 && !anyDuplicated(c(from, to))) {
    expected$hl.shift <-
      unname(wilcox.test(to, from, conf.int = TRUE, exact = TRUE)$estimate)
  }
  family <- Find(function(fact) fact[2] == "data.holm", facts)
  if (!is.null(family)) {
    expected$holm <- p.adjust(as.numeric(family[-(1:2)]), "holm")
    names(expected$holm) <- seq_along(expected$holm)
  }
  variances <- Find(function(fact) fact[2] == "data.variances", facts)
  if (!is.null(variances) && median(get("data.variances")) > 0) {
    expected <- c(expected,
                  moderation(get("data.variances"), get("data.degrees")))
  }
  expected <- unlist(expected)
  for (fact in facts) {
    if (!fact[2] %in% names(expected)) next
    compared <<- compared + 1
    r <- expected[[fact[2]]]
    if (fact[3] != sprintf("%.10g", r) && !near(fact[3], r)) {
      tell(set, fact[2], fact[3], sprintf("%.10g", r))
    }
  }
  drawn <- bootstrap(from, to)
  tail <- (1 - level) / 2
  deviations <<- c(deviations,
                   mean(drawn < get("bootstrap.low")) - tail,
                   mean(drawn > get("bootstrap.high")) - tail)
}

# The last digit may be rounded the other way where the digits that follow are
# a five to the precision of the arithmetic; zero may come out as 1e-17.
near <- function(printed, r) {
  value <- as.numeric(printed)
  if (is.infinite(r)) return(value == r)
  isTRUE(all(abs(value - r) <= 0.50001 * 10^(floor(log10(max(abs(r), 1e-300))) - 9))) ||
    (abs(r) < 1e-14 && abs(value) < 1e-14)
}

for (facts in table) check_set(facts)

# Shares that lie beyond the other's 2.5 % quantile, where both bootstraps have
# so many resamples: this standard error, and in ours a little more, because it
# draws a boot's samples 200 times and not for every resample.
error <- sqrt(2 * 0.025 * 0.975 / resamples)
cat(sprintf(paste0("%d sets: %d figures compared with R to 10 digits, %d differ\n",
                   "bootstrap: of %d ends, the share of R's resamples beyond ours is ",
                   "0.025%+.5f on average, standard deviation %.4f ",
                   "(Monte-Carlo error alone: %.4f), furthest %.4f\n"),
            length(table), compared, wrong, length(deviations),
            mean(deviations), sd(deviations), error, max(abs(deviations))))
if (abs(mean(deviations)) > 0.001 || sd(deviations) > 1.5 * error ||
    max(abs(deviations)) > 7 * error) {
  cat("the bootstrap intervals differ\n")
  wrong <- wrong + 1
}
quit(status = if (wrong > 0) 1 else 0)
