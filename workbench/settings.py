"""What can be set: defaults, then a file, then WORKBENCH_* variables, then flags."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from workbench.errors import SettingsError

_APPLICATION = "translation-workbench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The application's settings. Built once, then passed on."""

    store: str
    """A path, or an SQLAlchemy URL."""
    models: str
    """The folder that models are installed in."""
    user: str
    """Who is named as the author of corrections."""
    address: str = ""
    """Where people open the user interface, if not where it listens: for a proxy in front of it."""
    sign_in: str = ""
    """The OpenID Connect provider: its address of `/.well-known/openid-configuration`."""
    sign_in_client: str = ""
    """What the provider knows this workbench by."""
    sign_in_secret: str = ""
    """The password that goes with it."""
    owners: str = ""
    """Who owns every document, with sign-in: names with commas between."""


def load_settings(
    flags: Mapping[str, str | None], *, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Gather the settings. A flag that is `None` was not given.

    Raises SettingsError for a file or a variable that sets what cannot be set.
    """
    settings = replace(_defaults(), **_from_file(environment))
    settings = replace(settings, **_from_environment(environment))
    return replace(settings, **{name: value for name, value in flags.items() if value})


def _defaults() -> Settings:
    data = user_data_path(_APPLICATION)
    return Settings(store=str(data / "store.db"), models=str(data / "models"), user=_user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return "user"


def _names() -> list[str]:
    return [field.name for field in fields(Settings)]


def _from_file(environment: Mapping[str, str]) -> dict[str, str]:
    named = environment.get("WORKBENCH_SETTINGS")
    path = Path(named) if named else user_config_path(_APPLICATION) / "settings.toml"
    if not named and not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"the settings in {path} cannot be read: {error}") from error
    for name, value in found.items():
        if name not in _names():
            raise SettingsError(f"{path} sets {name!r}; known: {', '.join(_names())}")
        if not isinstance(value, str):
            raise SettingsError(f"{path} sets {name} to {value!r}; it must be a text in quotes")
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: environment[variable]
        for name in _names()
        if environment.get(variable := f"WORKBENCH_{name.upper()}")
    }
