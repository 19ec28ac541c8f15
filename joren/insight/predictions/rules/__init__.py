"""The models, pure: arrays in, numbers out. They need numpy and scipy, so web pages never import them."""
