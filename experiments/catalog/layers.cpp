#include "experiments/catalog/layers.h"

#include "bayes/layers/dropout/concrete_dropout_options.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/variational/variational_options.h"

namespace bnn {
namespace {

template <class Options>
void visit_options(bayes::FieldVisitor& visitor) {
  Options options;
  Options::visit_fields(options, visitor);
}

}  // namespace

const std::vector<LayerFamily>& layer_families() {
  static const std::vector<LayerFamily> list{
      {"variational", "Variational layers",
       "VariationalLinear, VariationalConv1d, VariationalConv2d, VariationalConv3d, "
       "VariationalConvTranspose1d, VariationalConvTranspose2d, VariationalConvTranspose3d, "
       "VariationalEmbedding, VariationalLSTM, VariationalGRU.",
       "Blundell et al. 2015; recurrent: Fortunato et al. 2017", visit_options<bayes::VariationalOptions>},
      {"dropout", "MC dropout layers",
       "DropoutLinear, DropoutConv1d, DropoutConv2d, DropoutConv3d, DropoutConvTranspose1d, "
       "DropoutConvTranspose2d, DropoutConvTranspose3d, DropoutEmbedding, DropoutLSTM, DropoutGRU.",
       "Gal & Ghahramani 2016; recurrent, with masks tied over time: Gal & Ghahramani 2016b",
       visit_options<bayes::DropoutOptions>},
      {"concrete_dropout", "Concrete dropout layers",
       "ConcreteDropoutLinear, ConcreteDropoutConv1d, ConcreteDropoutConv2d, ConcreteDropoutConv3d, "
       "ConcreteDropoutConvTranspose1d, ConcreteDropoutConvTranspose2d, ConcreteDropoutConvTranspose3d.",
       "Gal, Hron & Kendall 2017", visit_options<bayes::ConcreteDropoutOptions>},
  };
  return list;
}

}  // namespace bnn
