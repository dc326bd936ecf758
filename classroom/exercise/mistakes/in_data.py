"""Mistakes between the images and labels and X and Y."""

from __future__ import annotations

from .mistake import Answer, Mistake, curve, verdict
from .pair import CLOSE

IN_DATA = (
    Mistake(
        name="not_divided",
        title="Pixels not divided by 255",
        changes=(("    X = X / 255\n", ""),),
        level=1,
        answers=(
            Answer(
                "A cost is NaN or infinite, yet training accuracy does not drop.",
                lambda pair: pair.breaks and pair.train_gap >= 0,
                "Large steps can still end with the right answer for every training image.",
            ),
            Answer(
                "A cost is NaN or infinite, and training accuracy drops.",
                lambda pair: pair.breaks and pair.train_gap < 0,
                "A broken cost sounds like a broken neuron. But the steps use the gradient, and that stays finite.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "The best weights are 255 times smaller. But each step is now 255 times as long.",
            ),
            Answer(
                "A different curve, which stays finite.",
                lambda pair: not pair.breaks and not pair.same_curve,
                "Other numbers give another curve. But with numbers up to 255, sigmoid can round to exactly 0 or 1.",
            ),
        ),
        lesson="The gradient grows with the pixels, so at the same rate the steps are in effect 65,025 times as long."
        " Sigmoid can round to exactly 0 or 1, and `log(0)` is infinite. The accuracy may not show it.",
        where="At the largest number in `X`, and at the first cost that is NaN or infinite.",
    ),
    Mistake(
        name="not_divided_small_rate",
        title="Not divided, with a smaller rate instead",
        changes=(
            ("    X = X / 255\n", ""),
            ("learning_rate=0.005", "learning_rate=0.005 / 255**2"),
        ),
        level=3,
        answers=(
            Answer(
                "The cost ends within 0.05 of the right one, and both accuracies change by at most 5 points.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.05 and pair.close,
                "One 255 for the slope and one for the weight compensate for the pixels, but not for the bias.",
            ),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "Unscaled pixels do that at the usual rate. This rate is 65,025 times smaller.",
            ),
            Answer(
                "The cost ends more than 0.05 away from the right one.",
                lambda pair: not pair.breaks and abs(pair.end) > 0.05,
                "The rate looks tiny. For pixels up to 255 it is not.",
            ),
            Answer(
                "The cost ends within 0.05 of the right one, and an accuracy changes by more than 5 points.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.05 and not pair.close,
                "Test images are not divided either, so they still fit.",
            ),
        ),
        lesson="For the weights, dividing the pixels by 255 and dividing the rate by 255² have the same effect. Only"
        " the bias learns more slowly, since its input is always 1.",
        where="When somebody quotes a learning rate: ask for the scale of the inputs.",
    ),
    Mistake(
        name="floor",
        title="Two slashes instead of one",
        changes=(("X / 255", "X // 255"),),
        level=1,
        answers=curve(
            same="One more slash is easy to miss. But `//` rounds down.",
            lower="Simpler inputs may seem easier to memorise. But a pixel that is 0 in all images teaches nothing.",
            higher="Few pixels are left, so little can be learned.",
            breaks="Nothing is large here: all pixels are 0 or 1.",
        ),
        lesson="`//` rounds down to a whole number, so only a pixel of exactly 255 is 1 and all others are 0. There is"
        " no warning: the shape is right, and the code runs.",
        where="At a few values of `X`: how many are neither 0 nor 1?",
    ),
    Mistake(
        name="reshape",
        title="The right shape, in the wrong order",
        changes=(("images.reshape(m, -1).T", "images.reshape(-1, m)"),),
        level=2,
        answers=(
            Answer(
                "A different curve, and the test accuracy falls by more than 5 points.",
                lambda pair: not pair.breaks and not pair.same_curve and pair.test_gap < -CLOSE,
                "Mixed-up images teach little. But an accuracy shows that only if the neuron gives both answers.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "The shape (n_x, m) is the same. The content of a column is not.",
            ),
            Answer(
                "A different curve, and the test accuracy falls by at most 5 points or not at all.",
                lambda pair: not pair.breaks and not pair.same_curve and pair.test_gap >= -CLOSE,
                "Test images are mixed up in the same way, but with another number of images.",
            ),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "The pixels are the same numbers in another order.",
            ),
        ),
        lesson="`reshape(-1, m)` fills row by row, so a column holds pixels of several images, not one image. A"
        " check of shapes cannot find this; a look at the image can.",
        where="At one column of `X`, drawn as an image again.",
    ),
    Mistake(
        name="wrapped",
        title="Centred before dividing",
        changes=(("X = X / 255", "X = (X - 128) / 255"),),
        level=3,
        answers=(
            Answer(
                "The test accuracy changes by at most 5 points.",
                lambda pair: not pair.breaks and abs(pair.test_gap) <= CLOSE,
                "The bias could absorb a shift, if 100 - 128 were -28. In 8 bits it is 228.",
            ),
            Answer(
                "The test accuracy falls by more than 5 points.",
                lambda pair: not pair.breaks and pair.test_gap < -CLOSE,
                "Dark becomes bright and bright dark. But an accuracy shows that only if the neuron gives both"
                " answers.",
            ),
            Answer(
                "The test accuracy rises by more than 5 points.",
                lambda pair: not pair.breaks and pair.test_gap > CLOSE,
                "Centred inputs often help. These are not centred: `uint8` has no negative numbers.",
            ),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "All pixels stay between 0 and 1, so nothing grows.",
            ),
        ),
        lesson="Pixels are `uint8`, whole numbers from 0 to 255: 100 - 128 wraps round to 228, without a warning."
        " Convert to float before you calculate.",
        where="At `X.dtype`, and at the smallest number in `X`.",
    ),
    Mistake(
        name="divided_twice",
        title="Divided twice",
        changes=(("X = X / 255", "X = X / 255 / 255"),),
        level=1,
        answers=(
            Answer(
                "The cost ends above 90 % of its start.",
                lambda pair: not pair.breaks and pair.wrong.costs[-1] > 0.9 * pair.wrong.costs[0],
                "Small pixels mean small steps of the weights. But the bias steps as before.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "Weights 255 times as large would compensate, but the steps are too short to get there.",
            ),
            Answer(
                "A different curve, which ends at 90 % of its start or below.",
                lambda pair: (
                    not pair.breaks and not pair.same_curve and pair.wrong.costs[-1] <= 0.9 * pair.wrong.costs[0]
                ),
                "The direction of each step is right. Its length is the problem.",
            ),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "That needs large scores. These are tiny.",
            ),
        ),
        lesson="The weights' gradient is 255 times smaller, and each weight counts 255 times less: in effect, their"
        " steps are 65,025 times shorter. Only the bias, whose input is still 1, steps as before at first.",
        where="At the largest number in `X`. It should be 1.",
    ),
    Mistake(
        name="shuffled",
        title="Labels shuffled, images not",
        changes=(
            (
                "    w, b = initialize(X_train.shape[0])\n",
                "    Y_train = np.random.default_rng(0).permutation(Y_train, axis=1)\n"
                "    w, b = initialize(X_train.shape[0])\n",
            ),
        ),
        level=2,
        answers=(
            Answer(
                "The cost ends above its start, or less than 0.005 below.",
                lambda pair: not pair.breaks and pair.wrong.costs[-1] > pair.wrong.costs[0] - 0.005,
                "There is no pattern to learn. But labels can still be memorised.",
            ),
            Answer(
                "The cost ends at least 0.005 below its start, and the test accuracy falls by more than 10 points.",
                lambda pair: (
                    not pair.breaks and pair.wrong.costs[-1] <= pair.wrong.costs[0] - 0.005 and pair.test_gap < -0.1
                ),
                "With many weights, any labels can be fitted a little, if the steps are short enough.",
            ),
            Answer(
                "The cost ends at least 0.005 below its start, and the test accuracy falls by at most 10 points or not"
                " at all.",
                lambda pair: (
                    not pair.breaks and pair.wrong.costs[-1] <= pair.wrong.costs[0] - 0.005 and pair.test_gap >= -0.1
                ),
                "The test labels are right. But the shuffled labels have nothing to do with them.",
            ),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "Wrong labels are still labels: the scores stay bounded.",
            ),
        ),
        lesson="A neuron with many weights can fit random labels, if its steps are short enough for these"
        " images. So a falling cost shows that labels are fitted, not that they mean anything.",
        where="At a few images with their labels, after the last step that changed their order.",
    ),
    Mistake(
        name="swapped",
        title="Yes and no swapped in training",
        changes=(
            (
                "    w, b = initialize(X_train.shape[0])\n",
                "    Y_train = 1 - Y_train\n    w, b = initialize(X_train.shape[0])\n",
            ),
        ),
        level=2,
        answers=(
            Answer(
                "The same curve and training accuracy; right test answers become wrong, and wrong ones right.",
                lambda pair: (
                    pair.nearly_same_curve
                    and pair.train_gap == 0
                    and abs(pair.wrong.test_accuracy + pair.right.test_accuracy - 1) < 1e-9
                ),
                "All weights have the opposite sign, and only the test labels show it.",
            ),
            Answer(
                "The same curve, and both accuracies become 100 % minus what they were.",
                lambda pair: (
                    pair.nearly_same_curve and abs(pair.wrong.train_accuracy + pair.right.train_accuracy - 1) < 1e-9
                ),
                "The training accuracy uses the swapped labels too, so it stays the same.",
            ),
            Answer(
                "A different curve.",
                lambda pair: not pair.nearly_same_curve,
                "The cost is symmetric: swap the labels and the signs of the weights, and nothing changes.",
            ),
            Answer(
                "The same curve and the same accuracies.",
                lambda pair: pair.nearly_same_curve and pair.train_gap == 0 and pair.test_gap == 0,
                "Class names do not matter if all agree on them. Here training and test disagree.",
            ),
        ),
        lesson="Swapped labels give the same neuron with opposite signs. On the original labels its accuracy is"
        " 1 minus that of the right one.",
        where="At any accuracy well below the share of the bigger class.",
    ),
    Mistake(
        name="leak",
        title="Test images among the training images",
        changes=(
            (
                "    w, b = initialize(X_train.shape[0])\n",
                "    X_train, Y_train = np.hstack((X_train, X_test)), np.hstack((Y_train, Y_test))\n"
                "    w, b = initialize(X_train.shape[0])\n",
            ),
        ),
        level=2,
        answers=(
            Answer(
                "More test images are right than before.",
                lambda pair: not pair.breaks and pair.test_gap > 0,
                "A neuron that has seen the test images may do better on them, but need not.",
            ),
            Answer(
                "As many test images are right as before.",
                lambda pair: not pair.breaks and pair.test_gap == 0,
                "A few more images change little, unless they are the test images.",
            ),
            Answer(
                "Fewer test images are right than before.",
                lambda pair: not pair.breaks and pair.test_gap < 0,
                "More images are harder to fit, but these are the test images.",
            ),
            Answer(
                "A NaN or infinite cost.",
                lambda pair: pair.breaks,
                "More images change the mean a little.",
            ),
        ),
        lesson="The test then measures how well the neuron remembers its training images. Whatever the number is,"
        " it no longer shows how the neuron does on new images.",
        where="Wherever two sets are joined, filtered or scaled together.",
    ),
    Mistake(
        name="test_not_divided",
        title="Test images not divided by 255",
        changes=(("X_test = prepare(test_images)", "X_test = prepare(test_images) * 255"),),
        level=2,
        answers=verdict(
            worse="Pixels 255 times too bright look fatal. But the answer depends only on the sign of the score.",
            close="Where the bias matters, its share of the score is now 255 times too small.",
            better="Larger scores are surer, but not more often right.",
            trained="Training does not use the test images.",
        ),
        lesson="Pixels 255 times as large make `w.T x` 255 times as large and keep its sign: only the bias counts"
        " less. Nearly all probabilities are now close to 0 or 1, which shows the mistake.",
        where="At the probabilities of test images, not only at their answers.",
    ),
    Mistake(
        name="test_bgr",
        title="Test images with red and blue swapped",
        changes=(("prepare(test_images)", "prepare(test_images[:, :, :, ::-1])"),),
        level=2,
        answers=verdict(
            worse="Wrong colours look wrong to us. The effect depends on whether the neuron uses colour.",
            close="Light and dark stay the same. The effect depends on whether the neuron uses colour.",
            better="Swapping red and blue could help only by chance.",
            trained="Training does not use the test images.",
        ),
        lesson="Some libraries read images as blue, green, red. The loss depends on how much the neuron uses colour,"
        " so a small loss does not show that the order is right.",
        where="At one test image, drawn as the neuron receives it.",
        colour=True,
    ),
    Mistake(
        name="test_grey",
        title="Test images in grey",
        changes=(("prepare(test_images)", "prepare(np.repeat(test_images.mean(axis=3, keepdims=True), 3, axis=3))"),),
        level=2,
        answers=verdict(
            worse="We recognise things without colour. A neuron has a weight for each channel.",
            close="Light and dark stay the same. The effect depends on whether the neuron uses colour.",
            better="Less information is not easier for weights that were trained with colour.",
            trained="Training does not use the test images.",
        ),
        lesson="Inputs must be prepared in the same way in training and in use. A person ignores such a change;"
        " a neuron has one weight for each number, and cannot.",
        where="At each step that prepares a test image: is it the same as for a training image?",
        colour=True,
    ),
    Mistake(
        name="test_transposed",
        title="Test images with rows and columns swapped",
        changes=(("prepare(test_images)", "prepare(test_images.transpose(0, 2, 1, 3))"),),
        level=2,
        answers=verdict(
            worse="Nearly every pixel meets the weight of another position. But the accuracy need not fall.",
            close="The pixels and the brightness are the same, but nearly every pixel meets another weight.",
            better="A weight learned at one position does not help at another.",
            trained="Training does not use the test images.",
        ),
        lesson="A weight belongs to one position, so a transposed image is a different image to the neuron. It does"
        " not recognise shapes.",
        where="At one test image, drawn as the neuron receives it.",
    ),
    Mistake(
        name="test_mirrored",
        title="Test images mirrored",
        changes=(("prepare(test_images)", "prepare(test_images[:, :, ::-1])"),),
        level=3,
        answers=verdict(
            worse="Left and right swap weights. The effect depends on how much the two sides differ.",
            close="A mirrored image shows the same thing. The effect depends on how symmetric the weights are.",
            better="A weight learned at one position does not get better at another.",
            trained="Training does not use the test images.",
        ),
        lesson="To us a mirrored image shows the same thing; to the neuron only if its weights are symmetric."
        " Mirrored copies of the training images are a cheap way to teach it.",
        where="At the weight map: is its left half like its right half?",
    ),
)
