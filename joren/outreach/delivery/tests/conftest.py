from .channels import four_channels  # noqa: F401 - a fixture of this folder
