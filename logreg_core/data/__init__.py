"""What a neuron learns from: datasets, how they are divided, changed and made into columns of numbers."""
