"""Migrations without rendering a model and its kin again for each constraint.

Django reloads a model and all those that point at it when a constraint or an index is added, though no
other model reads them: two thirds of the time of an empty database's `migrate` here, with hundreds of
constraints. Inside `constraints_in_place` the rendered model is given its new list instead. PostgreSQL adds a
constraint by one statement, which reads nothing else of the model.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def constraints_in_place() -> Iterator[None]:
    """For the length of a `migrate`, alone in its process; Django's own ways come back at the end."""
    theirs = ProjectState._append_option, ProjectState._remove_option
    ProjectState._append_option, ProjectState._remove_option = _append, _remove
    try:
        yield
    finally:
        ProjectState._append_option, ProjectState._remove_option = theirs


def _append(state: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    objects = state.models[app_label, model_name].options[option_name]
    _give(state, app_label, model_name, option_name, [*objects, obj])


def _remove(state: ProjectState, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
    objects = state.models[app_label, model_name].options[option_name]
    _give(state, app_label, model_name, option_name, [one for one in objects if one.name != obj_name])


def _give(state: ProjectState, app_label: str, model_name: str, option_name: str, objects: Sequence) -> None:
    state.models[app_label, model_name].options[option_name] = list(objects)
    if "apps" in state.__dict__:
        setattr(state.apps.get_model(app_label, model_name)._meta, option_name, list(objects))
