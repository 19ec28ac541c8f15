"""What the engine offers to the house."""

from joren.segments.mirror.derived import ReadyMade

PROVIDES = (ReadyMade(key="engine", definition="joren.segments.engine.ready:definition"),)
