"""What can be done with a document besides working on it: set up, shared, put away, deleted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.errors import AlignmentsError
from alignments.languages import name, normalised
from alignments.roles import Role
from alignments.store import DocumentSettings
from workbench.checks import CHECKS
from workbench.errors import ExportError
from workbench.machines import targets
from workbench.shelving import delete_for_good
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_BEST = ""
_NO_ROLE = "No role any more"


def show(workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str) -> None:
    """The menu of a document that this person owns."""
    store = workbench.store
    archived = store.shelf.archived(document.id)
    with st.popover("", icon=":material/more_vert:", help="More", key=key, on_change="rerun"):
        if _chosen("Settings", ":material/tune:", menu=key, key=f"{key}_settings"):
            settings_dialog(workbench, document, bitexts, key=f"{key}_setting")
        if _chosen("People", ":material/group:", menu=key, key=f"{key}_people"):
            people_dialog(workbench, document, key=f"{key}_sharing")
        if archived:
            restored = _chosen("Restore", ":material/unarchive:", menu=key, key=f"{key}_restore")
            if _chosen("Delete", ":material/delete:", menu=key, key=f"{key}_delete"):
                delete_dialog(workbench, document, key=f"{key}_deleting")
            if restored:
                store.shelf.archive(document.id, False)
                st.rerun()
        elif _chosen("Archive", ":material/archive:", menu=key, key=f"{key}_archive"):
            store.shelf.archive(document.id)
            st.toast("Archived; the switch *Archived* shows it", icon=":material/archive:")
            st.rerun()


def _chosen(label: str, icon: str, *, menu: str, key: str) -> bool:
    """A line of the menu; what it opens must not lie under the menu, so that closes."""
    return st.button(label, key=key, icon=icon, type="tertiary", on_click=_close, args=(menu,))


def _close(menu: str) -> None:
    st.session_state[menu] = False


def settings_dialog(
    workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str
) -> None:
    """The settings over the page."""
    st.dialog("Settings of the document", width="medium")(show_settings)(
        workbench, document, bitexts, key=key
    )


def show_settings(
    workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str
) -> None:
    """Title, tags, languages, model, checks."""
    shelf = workbench.store.shelf
    before = shelf.settings(document.id)
    installed = dict(targets(document.language, models=workbench.models))
    with st.form(key, border=False):
        title = st.text_input("Title", document.title, key=f"{key}_title")
        own = shelf.tags(document.id)
        tags = st.multiselect(
            "Tags",
            list(dict.fromkeys([*own, *shelf.all_tags(known_to=workbench.limited_to)])),
            default=own,
            accept_new_options=True,
            placeholder="Type a tag",
            key=f"{key}_tags",
        )
        languages = st.multiselect(
            "Languages to translate into",
            list(dict.fromkeys([*before.languages, *installed])),
            default=list(before.languages),
            format_func=_language,
            accept_new_options=True,
            placeholder="Choose, or type a tag such as ar",
            key=f"{key}_languages",
        )
        models = [_BEST, *sorted({*installed.values(), *([before.model] if before.model else [])})]
        model = st.selectbox(
            "Model for its drafts",
            models,
            index=models.index(before.model or _BEST),
            format_func=lambda one: one or "The best that is installed",
            key=f"{key}_model",
        )
        off = {tag: _checks_off(tag, before, key) for tag in sorted({b.language for b in bitexts})}
        if st.form_submit_button("Save", type="primary"):
            wanted = _settings(languages, model, {**before.checks_off, **off})
            _save(workbench, document, title, tags, wanted)


def people_dialog(workbench: Workbench, document: Document, *, key: str) -> None:
    """Who may do what, over the page."""
    st.dialog("People", width="medium")(show_people)(workbench, document, key=key)


def show_people(workbench: Workbench, document: Document, *, key: str) -> None:
    """Who may do what, and a line to add somebody."""
    members = workbench.store.members
    given = members.of(document.id)
    owner = members.importer(document.id)
    imported = f"{plain(owner)} imported" if owner else "Whoever imported"
    alone = "" if given else " Nobody else was given a role."
    st.caption(f"{imported} the document and owns it.{alone}")
    for person, role in given.items():
        who, what = st.columns([3, 2], vertical_alignment="center")
        who.text(person)
        chosen = what.selectbox(
            f"Role of {person}",
            [*Role, _NO_ROLE],
            index=list(Role).index(role),
            format_func=str.capitalize,
            key=f"{key}_{person}",
            label_visibility="collapsed",
        )
        if chosen != role:
            members.set(document.id, person, None if chosen == _NO_ROLE else Role(chosen))
            st.rerun(scope="fragment")
    with st.form(f"{key}_add", border=False, clear_on_submit=True):
        name_of, role_of = st.columns([3, 2], vertical_alignment="bottom")
        person = name_of.text_input("Name", placeholder="As the sign-in names them")
        new_role = role_of.selectbox("Role", list(Role), index=1, format_func=str.capitalize)
        if st.form_submit_button("Add"):
            try:
                members.set(document.id, person.strip(), new_role)
            except AlignmentsError as error:
                st.error(plain(str(error)))
            else:
                st.rerun(scope="fragment")


def delete_dialog(workbench: Workbench, document: Document, *, key: str) -> None:
    """The question over the page."""
    st.dialog("Delete for good", width="small")(show_delete)(workbench, document, key=key)


def show_delete(workbench: Workbench, document: Document, *, key: str) -> None:
    """Nothing goes before its title was typed."""
    st.markdown(
        f"**{plain(document.title)}** goes with every translation and correction in it. "
        "This cannot be undone."
    )
    with st.form(key, border=False):
        typed = st.text_input("Type the title to delete it", key=f"{key}_title")
        if not st.form_submit_button("Delete for good", type="primary"):
            return
        if typed != document.title:
            st.error("That is not the title, letter by letter." if typed else "Type the title.")
            return
        try:
            delete_for_good(workbench.store, document.id, title=typed)
        except (AlignmentsError, ExportError) as error:
            st.error(plain(str(error)))
            return
    st.rerun()


def _checks_off(tag: str, before: DocumentSettings, key: str) -> tuple[str, ...]:
    off = before.checks_off.get(tag, ())
    on = st.multiselect(
        f"Checks on {name(tag)}",
        list(CHECKS),
        default=[check for check in CHECKS if check not in off],
        placeholder="No checks",
        key=f"{key}_checks_{tag}",
    )
    return tuple(check for check in CHECKS if check not in on)


def _settings(
    languages: Sequence[str], model: str, off: dict[str, tuple[str, ...]]
) -> DocumentSettings | str:
    """What was chosen, or why it cannot be."""
    try:
        tags = tuple(dict.fromkeys(map(normalised, languages)))
    except AlignmentsError as error:
        return str(error)
    chosen = {tag: names for tag, names in off.items() if names}
    return DocumentSettings(languages=tags, model=model or None, checks_off=chosen)


def _save(
    workbench: Workbench,
    document: Document,
    title: str,
    tags: Sequence[str],
    wanted: DocumentSettings | str,
) -> None:
    if isinstance(wanted, str):
        st.error(plain(wanted))
        return
    shelf = workbench.store.shelf
    try:
        shelf.rename(document.id, title)
        shelf.set_tags(document.id, tags)
    except AlignmentsError as error:
        st.error(plain(str(error)))
        return
    shelf.set_settings(document.id, wanted)
    st.rerun()


def _language(tag: str) -> str:
    try:
        return name(tag)
    except AlignmentsError:
        return tag
