"""Roles as data: who may do what in the CMS. Applied by `manage.py setup_roles`, idempotent.

Only publishers and administrators may publish; everybody else hands a page on to the workflow,
whose last step publishes. Reviewers hold no right on pages: the workflow opens for them the page
that waits for them, and no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)


@dataclass(frozen=True)
class Role:
    """Page permissions hold for the home page of every language and all below it."""

    name: str
    page_permissions: tuple[str, ...] = ()
    model_permissions: tuple[str, ...] = ()
    file_permissions: tuple[str, ...] = ()


WORDING = tuple(
    f"home.{action}_{model}"
    for model in ("sitetext", "menu")
    for action in ("add", "change", "view")
)
REFERENCES = tuple(f"articles.{action}_reference" for action in ("add", "change", "view"))
# Money is booked by those who review compliance, never by those who write. Nobody changes or
# deletes a record, and funders, levels, wording and sponsor accounts are the administrators'.
REGISTER = (
    "sponsors.add_funder",
    "sponsors.view_funder",
    "sponsors.add_fundingrecord",
    "sponsors.view_fundingrecord",
    "sponsors.view_ledgerentry",
)
# Reader voice: the counts open the report. Publishers decide what readers are asked and read
# their remarks; writers see the results.
REPORT = ("feedback.view_agreementcount",)
SEE_RESULTS = (*REPORT, "feedback.view_poll")
QUESTIONS = tuple(
    f"feedback.{action}_{model}"
    for model in ("poll", "pairedquestion")
    for action in ("add", "change", "view")
)
STATEMENTS = tuple(f"feedback.{action}_agreementset" for action in ("add", "change", "view"))
READ_REMARKS = ("feedback.view_remark", "feedback.change_remark")
# Wagtail looks these up on its own image and document types, whatever our types are called.
# Who adds a file may edit that file; "change" is the right to edit everybody's.
UPLOAD = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
EDIT_FILES = ("wagtailimages.change_image", "wagtaildocs.change_document")

ROLES: tuple[Role, ...] = (
    # "add_page" is the right to create pages and to edit those one has created.
    Role(
        "Writers",
        ("add_page",),
        (*REFERENCES, *SEE_RESULTS),
        UPLOAD,
    ),
    Role("Medical reviewers", (), ("articles.view_reference",)),
    Role("Compliance reviewers", (), ("articles.view_reference", *REGISTER)),
    Role(
        "Publishers",
        ("add_page", "change_page", "lock_page", "publish_page"),
        (
            *REFERENCES,
            *WORDING,
            *REPORT,
            *QUESTIONS,
            *STATEMENTS,
            *READ_REMARKS,
            "feedback.delete_remark",
        ),
        (*UPLOAD, *EDIT_FILES),
    ),
    Role(
        "Translators",
        ("change_page",),
        (*WORDING, "wagtail_localize.submit_translation"),
    ),
    # Numbers only: no page, no remark.
    Role("Analysts", (), REPORT),
)

# What Wagtail makes on installation. Its Moderators may publish everything without a review.
STOCK_GROUPS = ("Editors", "Moderators")
STOCK_WORKFLOW = "Moderators approval"

# Username, role, administrator. The order is the order in which they are announced.
DEMO_ACCOUNTS: tuple[tuple[str, str, bool], ...] = (
    ("admin", "", True),
    ("writer", "Writers", False),
    ("medical", "Medical reviewers", False),
    ("compliance", "Compliance reviewers", False),
    ("publisher", "Publishers", False),
    ("translator", "Translators", False),
    ("analyst", "Analysts", False),
)

WORKFLOW = "Editorial review"
STEPS: tuple[tuple[str, str], ...] = (
    ("Medical review", "Medical reviewers"),
    ("Compliance review", "Compliance reviewers"),
    ("Publication", "Publishers"),
)


@dataclass
class RoleReport:
    """What `apply_roles` left in place."""

    groups: list[str] = field(default_factory=list)
    homes: int = 0


def apply_roles(homes: list[Page]) -> RoleReport:
    """Create or correct every role and the workflow for the given home pages (one a language)."""
    report = RoleReport(homes=len(homes))
    root_collection = Collection.get_first_root_node()
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        codes = ["wagtailadmin.access_admin", *role.model_permissions]
        group.permissions.set([_permission(code) for code in codes])
        GroupPagePermission.objects.filter(group=group).delete()
        for home in homes:
            for code in role.page_permissions:
                GroupPagePermission.objects.create(
                    group=group, page=home, permission=_permission(f"wagtailcore.{code}")
                )
        GroupCollectionPermission.objects.filter(group=group).delete()
        for code in role.file_permissions:
            GroupCollectionPermission.objects.create(
                group=group, collection=root_collection, permission=_permission(code)
            )
        report.groups.append(role.name)
    _apply_workflow(homes)
    _remove_stock_roles()
    return report


def _apply_workflow(homes: list[Page]) -> None:
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    for order, (name, group) in enumerate(STEPS):
        task, _created = GroupApprovalTask.objects.get_or_create(name=name)
        task.groups.set([Group.objects.get(name=group)])
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=task, defaults={"sort_order": order}
        )
    for home in homes:
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})


def _remove_stock_roles() -> None:
    """Take away Wagtail's own groups and workflow as long as nobody has used them."""
    Group.objects.filter(name__in=STOCK_GROUPS, user__isnull=True).delete()
    unused = Workflow.objects.filter(name=STOCK_WORKFLOW, workflow_states__isnull=True)
    Task.objects.filter(workflow_tasks__workflow__in=unused, task_states__isnull=True).delete()
    unused.delete()


def _permission(code: str) -> Permission:
    app, codename = code.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
