"""What the rules of lotuses and groups say no with: slug to (status, sentence)."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  marks a message for the catalogues
    return message


SENTENCES: dict[str, tuple[int, str]] = {
    "unknown_lotus": (404, N_("There is no such lotus in this room.")),
    "unknown_petal": (404, N_("There is no such petal in this lotus.")),
    "no_such_group": (404, N_("There is no such group in this room.")),
    "parent_withdrawn": (410, N_("The petal that this belongs under was taken back.")),
    "centre_withdrawn": (410, N_("What stood in the heart was taken back. Start another lotus.")),
    "centre_hidden": (409, N_("This practice is hidden now. Choose another one for the heart.")),
    "too_many_people": (409, N_("At most {high} people write on one device. Hand it to one of them.")),
    "not_a_precondition": (409, N_("Say first that this petal is a precondition.")),
    "beyond_rings": (409, N_("This petal cannot be opened further.")),
    "not_open": (409, N_("Open this petal first.")),
    "not_placed": (409, N_("Give this a petal first. Now it is on the bench.")),
    "not_strongest": (409, N_("Mark this petal as one of the strongest first.")),
    "too_many_strongest": (409, N_("Enough petals are marked as strongest. Take a mark away first.")),
    "has_petals": (409, N_("This petal holds others. It stays open.")),
    "petals_full": (409, N_("All eight petals are full.")),
    "petals_are_grouped": (409, N_("Petals are not merged. Put them in one group.")),
    "group_exists": (409, N_("This group is already there.")),
    "name_taken": (409, N_("Another group already has this name.")),
    "would_be_empty": (409, N_("Leave at least one in the group that you split.")),
    "already_member": (409, N_("This already stands in that group.")),
    "not_grouped": (409, N_("Give this a first group before a second one.")),
    "no_members": (422, N_("Choose what belongs together.")),
    "no_name": (422, N_("Give the group a name.")),
    "not_a_member": (409, N_("This does not stand in that group.")),
    "changed_since": (409, N_("Something else was done since. Look again.")),
    "not_yours_to_undo": (409, N_("Somebody else did the last action. They or a facilitator can take it back.")),
    "bad_path": (422, N_("A path is one to three numbers from 1 to 8, like 3.5.")),
}
