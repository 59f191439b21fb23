#include "experiments/catalog/architectures.h"

#include "models/lenet5.h"
#include "models/lstm.h"
#include "models/mlp.h"
#include "models/resnet.h"

namespace bnn {

const std::vector<Entry<MakeArchitecture>>& architectures() {
  using namespace models;
  static const std::vector<Entry<MakeArchitecture>> list{
      entry<MakeArchitecture, LeNet5Options>(
          "lenet5", "LeNet-5", "Three convolutions and two fully connected layers, for 28x28 pixels.",
          "LeCun et al. 1998", lenet5),
      entry<MakeArchitecture, MlpOptions>("mlp", "Multilayer perceptron",
                                          "Fully connected layers of any widths with ReLU.",
                                          "Blundell et al. 2015, section 5.1", mlp),
      entry<MakeArchitecture, ResNetOptions>("resnet", "ResNet",
                                             "Residual network for small images with batch normalisation.",
                                             "He et al. 2016, section 4.2", resnet),
      entry<MakeArchitecture, LstmOptions>("lstm", "LSTM", "The rows of an image as a sequence.",
                                           "Hochreiter & Schmidhuber 1997", lstm),
  };
  return list;
}

}  // namespace bnn
