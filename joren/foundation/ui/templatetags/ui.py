"""The kit's template tags, built in everywhere."""

from django import template

register = template.Library()
