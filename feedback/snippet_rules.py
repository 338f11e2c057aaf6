"""What the forms of polls, statements and questions refuse, so that answers keep their meaning."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from feedback.models import AgreementCount, AgreementSet, PairedCount, Poll, PollCount


class _RowsForm(WagtailAdminModelForm):
    """A form with rows of a child relation below it; the rows are checked with the rest."""

    relation = ""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        problem = self.problem_with_rows()
        if problem:
            self.add_error(None, ValidationError(problem))
        return not problem and not self.formsets[self.relation].total_error_count()

    def keep(self, keys: set[Any], problem: str) -> None:
        """Refuse to delete the rows with these translation keys: they come back with a message."""
        formset = self.formsets[self.relation]
        for position, form in enumerate(formset.forms):
            if self._goes(form) and form.instance.translation_key in keys:
                message = problem % {"text": form.instance.text}
                # The row's own errors are not asked for while it is marked as deleted.
                form.data = form.data.copy()
                form.data[form.add_prefix("DELETE")] = ""
                form.cleaned_data["DELETE"] = False
                form.add_error(None, ValidationError(message))
                formset._errors[position] = form.errors

    def problem_with_rows(self) -> str:
        raise NotImplementedError

    def rows(self) -> list[Any]:
        """Forms of the rows that stay."""
        forms = self.formsets[self.relation].forms
        return [form for form in forms if form.cleaned_data and not self._goes(form)]

    def deleted(self) -> list[Any]:
        """Rows in the database that the form takes away."""
        forms = self.formsets[self.relation].forms
        return [form.instance for form in forms if self._goes(form) and form.instance.pk]

    @staticmethod
    def _goes(form: Any) -> bool:
        return bool(form.cleaned_data.get("DELETE"))


class PollForm(_RowsForm):
    """An option with votes is retired, not deleted; two options must be left to choose from."""

    relation = "options"

    def clean(self) -> dict[str, Any]:
        """The day on which a poll opens first is filled in; it stays when the poll is reopened."""
        data: dict[str, Any] = super().clean()
        if data.get("is_open") and not data.get("opened_on"):
            data["opened_on"] = timezone.localdate()
        return data

    def problem_with_rows(self) -> str:
        keys = [option.translation_key for option in self.deleted()]
        voted = set(
            PollCount.objects.filter(option_key__in=keys, count__gt=0).values_list(
                "option_key", flat=True
            )
        )
        self.keep(voted, _("“%(text)s” has votes: retire it instead of deleting it."))
        if voted:
            return ""
        offered = [form for form in self.rows() if not form.cleaned_data.get("is_retired")]
        if len(offered) < 2:
            return _("Leave at least two options that are not retired.")
        return ""


class StatementsForm(_RowsForm):
    """A statement with answers is retired, not deleted."""

    relation = "statements"

    def problem_with_rows(self) -> str:
        keys = [statement.translation_key for statement in self.deleted()]
        answered = AgreementCount.objects.filter(statement_key__in=keys, count__gt=0)
        found = set(answered.values_list("statement_key", flat=True))
        self.keep(found, _("“%(text)s” has answers: retire it instead of deleting it."))
        return ""


class QuestionForm(_RowsForm):
    """Exactly one answer is right, and which one is settled once readers have answered."""

    relation = "options"

    def problem_with_rows(self) -> str:
        right = [form for form in self.rows() if form.cleaned_data.get("is_right")]
        if len(right) != 1:
            return _("Mark exactly one answer as right.")
        rows = self.rows()
        # Before and after must be the same choice, or the difference is not what was learned.
        changed = (
            self.deleted()
            or any(not form.instance.pk for form in rows)
            or any("is_right" in form.changed_data for form in rows)
        )
        if self.instance.pk and changed and question_has_answers(self.instance):
            return _(
                "Readers have answered this question: its answers can be reworded, but not added "
                "or deleted, and the right one stays. Make a new question instead."
            )
        return ""


def question_has_answers(question: Any) -> bool:
    counts = PairedCount.objects.filter(question_key=question.translation_key)
    return counts.filter(count__gt=0).exists()


def has_answers(instance: Any) -> bool:
    """Whether deleting a poll, a set of statements or a question would orphan answers."""
    if isinstance(instance, Poll):
        votes = PollCount.objects.filter(poll_key=instance.translation_key)
        return votes.filter(count__gt=0).exists()
    if isinstance(instance, AgreementSet):
        keys = list(instance.statements.values_list("translation_key", flat=True))
        return AgreementCount.objects.filter(statement_key__in=keys, count__gt=0).exists()
    return question_has_answers(instance)
