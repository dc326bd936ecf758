"""Mistakes on the way from pictures and labels to X and Y."""

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
                "The cost is no number soon, and yet no fewer training images are right.",
                lambda pair: pair.breaks and pair.train_gap >= 0,
                "Large steps can still end on the right side of every training image.",
            ),
            Answer(
                "The cost is no number soon, and fewer training images are right.",
                lambda pair: pair.breaks and pair.train_gap < 0,
                "A broken cost sounds like a broken neuron. But the steps use the gradient, and that stays finite.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "The best weights are 255 times smaller. But each step is now 255 times as long.",
            ),
            Answer(
                "A curve without a break, but another one.",
                lambda pair: not pair.breaks and not pair.same_curve,
                "Other numbers, other curve. But with numbers up to 255, sigmoid rounds to exactly 0 or 1.",
            ),
        ),
        lesson="The gradient grows with the pixels, so the same rate makes steps that are 65,025 times as long in"
        " effect: sigmoid can round to exactly 0 or 1, and `log(0)` is infinite. The accuracy need not show it.",
        where="At the largest number in `X`, and at the first cost that is not a number.",
    ),
    Mistake(
        name="not_divided_small_rate",
        title="Not divided, and the rate is to make up for it",
        changes=(
            ("    X = X / 255\n", ""),
            ("learning_rate=0.005", "learning_rate=0.005 / 255**2"),
        ),
        level=3,
        answers=(
            Answer(
                "The cost ends within 0.05 of the right one, and both accuracies stay within 5 points.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.05 and pair.close,
                "One 255 for the slope and one for the weight make up for the pixels, but not for the bias.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "Unscaled pixels break it at the usual rate. This rate is 65,025 times smaller.",
            ),
            Answer(
                "The cost ends more than 0.05 away from the right one.",
                lambda pair: not pair.breaks and abs(pair.end) > 0.05,
                "The rate looks tiny. Measured by the size of the pixels it is not.",
            ),
            Answer(
                "The cost ends within 0.05 of the right one, and an accuracy moves by more than 5 points.",
                lambda pair: not pair.breaks and abs(pair.end) <= 0.05 and not pair.close,
                "Test images are not divided either, so they still fit.",
            ),
        ),
        lesson="For the weights, dividing all pixels by 255 and dividing the rate by 255² come to the same. Only the"
        " bias is left behind, since its input is always 1.",
        where="When somebody quotes a learning rate: ask for the scale of the inputs.",
    ),
    Mistake(
        name="floor",
        title="Two slashes instead of one",
        changes=(("X / 255", "X // 255"),),
        level=1,
        answers=curve(
            same="One sign more is easily overlooked. But `//` drops what is behind the point.",
            lower="Fewer numbers would be simpler to learn by heart. But what is 0 in all images teaches nothing.",
            higher="Where few pixels are left, little can be learned.",
            breaks="Nothing is large here: all pixels are 0 or 1.",
        ),
        lesson="`//` rounds down to a whole number, so only a pixel of exactly 255 is 1 and all others are 0. Nothing"
        " warns: the shape stays right, and whole numbers can be calculated with.",
        where="At a few values of `X`: how many are neither 0 nor 1?",
    ),
    Mistake(
        name="reshape",
        title="The right shape, by the wrong way",
        changes=(("images.reshape(m, -1).T", "images.reshape(-1, m)"),),
        level=2,
        answers=(
            Answer(
                "Another curve, and the test accuracy falls by more than 5 points.",
                lambda pair: not pair.breaks and not pair.same_curve and pair.test_gap < -CLOSE,
                "Mixed pictures teach little. But an accuracy shows that only where both answers are given.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "The shape (n_x, m) is the same. What stands in a column is not.",
            ),
            Answer(
                "Another curve, and the test accuracy falls by 5 points at the most, or does not fall.",
                lambda pair: not pair.breaks and not pair.same_curve and pair.test_gap >= -CLOSE,
                "Test images are mixed in the same way, but by another number of images.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "The pixels are the same numbers as before, at other places.",
            ),
        ),
        lesson="`reshape(-1, m)` fills row by row, so a column holds pixels of many pictures and no picture. A check"
        " of shapes cannot see this; only a look at the picture can.",
        where="At one column of `X`, drawn as a picture again.",
    ),
    Mistake(
        name="wrapped",
        title="Centred before it is divided",
        changes=(("X = X / 255", "X = (X - 128) / 255"),),
        level=3,
        answers=(
            Answer(
                "The test accuracy moves by 5 points at the most.",
                lambda pair: not pair.breaks and abs(pair.test_gap) <= CLOSE,
                "The bias could take up a shift, if 100 - 128 were -28. In 8 bits it is 228.",
            ),
            Answer(
                "The test accuracy falls by more than 5 points.",
                lambda pair: not pair.breaks and pair.test_gap < -CLOSE,
                "Dark becomes bright and bright dark. But an accuracy shows that only where both answers are given.",
            ),
            Answer(
                "The test accuracy rises by more than 5 points.",
                lambda pair: not pair.breaks and pair.test_gap > CLOSE,
                "Centred inputs often help. These are not centred: 8 bits know no minus.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "All pixels stay between 0 and 1, so nothing grows.",
            ),
        ),
        lesson="Pixels are `uint8`, whole numbers from 0 to 255 without a sign: 100 - 128 wraps round to 228, and"
        " nothing warns. Make them floats before you calculate.",
        where="At `X.dtype`, and at the smallest number in `X`.",
    ),
    Mistake(
        name="divided_twice",
        title="Divided twice",
        changes=(("X = X / 255", "X = X / 255 / 255"),),
        level=1,
        answers=(
            Answer(
                "The cost ends above 9 tenths of where it began.",
                lambda pair: not pair.breaks and pair.wrong.costs[-1] > 0.9 * pair.wrong.costs[0],
                "Small pixels make small steps of the weights. But the bias steps as before.",
            ),
            Answer(
                "The same curve.",
                lambda pair: pair.same_curve,
                "Weights 255 times as large would make up for it, had the steps the time to get there.",
            ),
            Answer(
                "Another curve, which ends below 9 tenths of where it began.",
                lambda pair: (
                    not pair.breaks and not pair.same_curve and pair.wrong.costs[-1] <= 0.9 * pair.wrong.costs[0]
                ),
                "The direction of each step is right. Its length is the trouble.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "That takes large scores. These are tiny.",
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
                "There is nothing to understand. Learning by heart still goes.",
            ),
            Answer(
                "The cost ends at least 0.005 below its start, and the test accuracy falls by more than 10 points.",
                lambda pair: (
                    not pair.breaks and pair.wrong.costs[-1] <= pair.wrong.costs[0] - 0.005 and pair.test_gap < -0.1
                ),
                "With many weights, any labels can be fitted a little, if the steps are short enough.",
            ),
            Answer(
                "The cost ends at least 0.005 below its start, and the test accuracy stays within 10 points or rises.",
                lambda pair: (
                    not pair.breaks and pair.wrong.costs[-1] <= pair.wrong.costs[0] - 0.005 and pair.test_gap >= -0.1
                ),
                "The test labels are right. But what was learned has nothing to do with them.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "Wrong labels are labels: nothing grows beyond bounds.",
            ),
        ),
        lesson="A neuron with many weights can fit labels that mean nothing, if its steps are short enough for these"
        " images. So a falling cost says that labels get fitted, and not that they mean anything.",
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
                "The same curve and training accuracy; on the test, what was right is wrong.",
                lambda pair: (
                    pair.nearly_same_curve
                    and pair.train_gap == 0
                    and abs(pair.wrong.test_accuracy + pair.right.test_accuracy - 1) < 1e-9
                ),
                "The neuron is the same one upside down, and only the test labels notice.",
            ),
            Answer(
                "The same curve, and both accuracies are turned round.",
                lambda pair: (
                    pair.nearly_same_curve and abs(pair.wrong.train_accuracy + pair.right.train_accuracy - 1) < 1e-9
                ),
                "The training accuracy is counted with the swapped labels, so it notices nothing.",
            ),
            Answer(
                "Another curve.",
                lambda pair: not pair.nearly_same_curve,
                "Yes and no play the same part in the cost: swap both labels and weights, and nothing changes.",
            ),
            Answer(
                "The same curve and the same accuracies.",
                lambda pair: pair.nearly_same_curve and pair.train_gap == 0 and pair.test_gap == 0,
                "Names of classes do not matter, as long as all agree on them. Here training and test do not.",
            ),
        ),
        lesson="Turn the labels round and you get the same neuron with the opposite signs. On labels that nobody"
        " turned round, its accuracy is 1 minus that of the right one.",
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
                "Who has seen the questions may answer better, and need not.",
            ),
            Answer(
                "As many test images are right as before.",
                lambda pair: not pair.breaks and pair.test_gap == 0,
                "A few images more change little, unless these are the ones that are asked for.",
            ),
            Answer(
                "Fewer test images are right than before.",
                lambda pair: not pair.breaks and pair.test_gap < 0,
                "The training gets harder with more images, but these are the ones that are asked for.",
            ),
            Answer(
                "A cost that is not a number.",
                lambda pair: pair.breaks,
                "More images change the mean a little, and nothing else.",
            ),
        ),
        lesson="The test then asks for images that were learned, and says how well they are remembered. Whatever the"
        " number is, it no longer says how the neuron does on new pictures.",
        where="Wherever two sets are joined, sorted out or scaled together.",
    ),
    Mistake(
        name="test_not_divided",
        title="Test images not divided by 255",
        changes=(("X_test = prepare(test_images)", "X_test = prepare(test_images) * 255"),),
        level=2,
        answers=verdict(
            worse="Pixels 255 times too bright look fatal. But the answer asks only for the sign of the score.",
            close="Where the bias matters, its share of the score is now 255 times too small.",
            better="Larger scores are surer, but not more often right.",
            trained="The test images take no part in training.",
        ),
        lesson="255 times the pixels make `w.T x` 255 times as large and leave its sign: only the bias counts less."
        " Nearly all probabilities are close to 0 or 1 now, so whoever looks at those sees it at once.",
        where="At the probabilities of test images, not at their answers alone.",
    ),
    Mistake(
        name="test_bgr",
        title="Test images with red and blue swapped",
        changes=(("prepare(test_images)", "prepare(test_images[:, :, :, ::-1])"),),
        level=2,
        answers=verdict(
            worse="Wrong colours look wrong to us. It depends on whether the neuron has learned from colour.",
            close="Light and dark stay where they are. It depends on whether colour mattered.",
            better="Red and blue swapped would only help by chance.",
            trained="The test images take no part in training.",
        ),
        lesson="Some libraries read pictures as blue, green, red. How much it costs depends on whether the neuron uses"
        " colour at all, so a small loss is no sign that the order is right.",
        where="At one test image, drawn as the neuron gets it.",
        colour=True,
    ),
    Mistake(
        name="test_grey",
        title="Test images in grey",
        changes=(("prepare(test_images)", "prepare(np.repeat(test_images.mean(axis=3, keepdims=True), 3, axis=3))"),),
        level=2,
        answers=verdict(
            worse="We know things without colour. A neuron has a weight for each channel.",
            close="Light and dark stay where they are. It depends on whether colour mattered.",
            better="Less to look at is not easier for weights that were made for all of it.",
            trained="The test images take no part in training.",
        ),
        lesson="What comes in must be made the same way in training and in use. A person looks through such a change;"
        " a neuron has one weight for each number, and cannot.",
        where="At the path of a test image: is it that of a training image, step by step?",
        colour=True,
    ),
    Mistake(
        name="test_transposed",
        title="Test images with rows and columns swapped",
        changes=(("prepare(test_images)", "prepare(test_images.transpose(0, 2, 1, 3))"),),
        level=2,
        answers=verdict(
            worse="Nearly every pixel meets the weight of another place. But an accuracy need not fall.",
            close="The same pixels, the same brightness: but each one meets another weight.",
            better="What is learned at one place helps nowhere else.",
            trained="The test images take no part in training.",
        ),
        lesson="A weight belongs to a place, so a picture on its side is another picture to the neuron. It has no idea"
        " of a shape that could be turned.",
        where="At one test image, drawn as the neuron gets it.",
    ),
    Mistake(
        name="test_mirrored",
        title="Test images mirrored",
        changes=(("prepare(test_images)", "prepare(test_images[:, :, ::-1])"),),
        level=3,
        answers=verdict(
            worse="Left and right meet each other's weights. It costs where the weights of both sides differ.",
            close="A mirrored picture shows the same thing. It depends on how alike both sides of the weights are.",
            better="What is learned at one place does not get better at another.",
            trained="The test images take no part in training.",
        ),
        lesson="To us a mirrored picture shows the same thing; to the neuron it does so only as far as its weights are"
        " mirrored too. So mirrored copies of the training images are a cheap way to teach it.",
        where="At the weight map: is its left half like its right half?",
    ),
)
