namespace bayes {}
