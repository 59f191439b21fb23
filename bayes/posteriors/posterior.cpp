#include "bayes/posteriors/posterior.h"

#include "bayes/posteriors/low_rank_gaussian.h"
#include "bayes/posteriors/matrix_gaussian.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/posteriors/radial.h"
#include "bayes/posteriors/rank_one_posterior.h"
#include "bayes/posteriors/tied_gaussian.h"

namespace bayes {

Posterior make_posterior(PosteriorFamily family, std::int64_t rank, const std::vector<std::int64_t>& sizes,
                         double initial_sigma, const std::shared_ptr<const Prior>& prior,
                         double factor_sigma) {
  switch (family) {
    case PosteriorFamily::kMeanField:
      return MeanFieldGaussian(sizes, initial_sigma, prior);
    case PosteriorFamily::kTied:
      return TiedGaussian(sizes, initial_sigma, rank, prior);
    case PosteriorFamily::kLowRank:
      return LowRankGaussian(sizes, initial_sigma, rank, prior);
    case PosteriorFamily::kMatrix:
      return MatrixGaussian(sizes, initial_sigma, prior);
    case PosteriorFamily::kRankOne:
      return RankOnePosterior(sizes, initial_sigma, factor_sigma, prior);
    case PosteriorFamily::kRadial:
      return RadialPosterior(sizes, initial_sigma, prior);
  }
  return Posterior(nullptr);
}

}  // namespace bayes
