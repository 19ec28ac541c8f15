"""Where facts come from: imports and purchases. Siblings do not know each other."""
