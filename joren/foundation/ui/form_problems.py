"""Refusals of actions, told beside the field of the form they are about."""

from django import forms

from joren.foundation.errors import JorenError


def tell_problem(form: forms.BaseForm, problem: JorenError, *, field: str = "") -> None:
    """Put the refusal's sentence and remedy beside `field`, the field it names itself, or above the form."""
    wanted = field or str(problem.details.get("field", ""))
    sentence = f"{problem} {problem.remedy_sentence}".strip()
    form.add_error(wanted if wanted in form.fields else None, sentence)
