"""Named groups across lotuses: made, split, merged and renamed by people, without touching a lotus.

A node has one primary group, which counts it, and at most one secondary, which only shows it. Every change
returns new groups and leaves the old ones whole, so that taking something back is keeping what was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from immutables import Map

from lotus.refusals import Refused
from lotus.words import fold


@dataclass(frozen=True, slots=True)
class Group:
    """A named group. `names` by language; `also` its secondary members; `aliases` names merged into it."""

    id: str
    names: Map[str, str]
    family: str | None = None
    members: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    seq: int = 0

    def name(self, language: str) -> str:
        """Its name in `language`, else in nl, else in the first language it has."""
        return self.names.get(language) or self.names.get("nl") or self.names[min(self.names)]


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups of a room. `apart` holds pairs of nodes that a person said are not the same."""

    groups: Map[str, Group] = field(default_factory=Map)
    primary: Map[str, str] = field(default_factory=Map)
    secondary: Map[str, str] = field(default_factory=Map)
    apart: Map[tuple[str, str], bool] = field(default_factory=Map)

    def __len__(self) -> int:
        return len(self.groups)

    def get(self, id: str) -> Group:
        """Refused `no_such_group`."""
        if id not in self.groups:
            raise Refused("no_such_group", id)
        return self.groups[id]

    def listed(self) -> list[Group]:
        """All groups in the order in which they were made."""
        return sorted(self.groups.values(), key=lambda group: (group.seq, group.id))

    def create(
        self,
        id: str,
        names: Mapping[str, str],
        members: Iterable[str],
        family: str | None = None,
        seq: int = 0,
    ) -> "Groups":
        """A new group; members that stood elsewhere move in. Refused `group_exists`, `no_name`, `name_taken`,
        `no_members`.
        """
        if id in self.groups:
            raise Refused("group_exists", id)
        members = tuple(dict.fromkeys(members))
        if not members:
            raise Refused("no_members", id)
        named = self._names(id, names)
        return self._put(Group(id, named, family, seq=seq)).add(id, members)

    def rename(self, id: str, names: Mapping[str, str]) -> "Groups":
        """Names for the languages given; others stay. Refused `no_such_group`, `no_name`, `name_taken`."""
        group = self.get(id)
        return self._put(replace(group, names=group.names.update(self._names(id, names))))

    def set_family(self, id: str, family: str | None) -> "Groups":
        return self._put(replace(self.get(id), family=family))

    def add(self, id: str, nodes: Iterable[str]) -> "Groups":
        """Makes `id` the primary group of these nodes; whatever group they stood in loses them."""
        groups = self
        groups.get(id)
        for node in dict.fromkeys(nodes):
            if groups.primary.get(node) != id:
                groups = groups._out(node, groups.primary.get(node))
                if groups.secondary.get(node) == id:
                    groups = groups._out(node, id)
                group = groups.groups[id]
                groups = groups._put(replace(group, members=(*group.members, node)))
                groups = replace(groups, primary=groups.primary.set(node, id))
        return groups

    def add_also(self, id: str, nodes: Iterable[str]) -> "Groups":
        """Makes `id` the secondary group, in place of another. Refused `not_grouped`, `already_member`."""
        groups = self
        groups.get(id)
        for node in dict.fromkeys(nodes):
            if node not in groups.primary:
                raise Refused("not_grouped", node)
            if groups.primary[node] == id:
                raise Refused("already_member", node)
            if groups.secondary.get(node) != id:
                groups = groups._out(node, groups.secondary.get(node))
                group = groups.groups[id]
                groups = groups._put(replace(group, also=(*group.also, node)))
                groups = replace(groups, secondary=groups.secondary.set(node, id))
        return groups

    def remove(self, id: str, nodes: Iterable[str]) -> "Groups":
        """Takes nodes out; a secondary group becomes primary. Refused `no_such_group`, `not_a_member`."""
        groups, group = self, self.get(id)
        for node in dict.fromkeys(nodes):
            if node not in group.members and node not in group.also:
                raise Refused("not_a_member", node)
            second = groups.secondary.get(node)
            groups = groups._out(node, id)
            if second and second != id:
                groups = groups.add(second, [node])
        return groups

    def split(self, id: str, members: Iterable[str], new: str, names: Mapping[str, str], seq: int = 0) -> "Groups":
        """Some members of `id` become a group of their own with its family.

        Refused `no_members`, `not_a_member`, `would_be_empty`, and what `create` refuses.
        """
        group, leaving = self.get(id), tuple(dict.fromkeys(members))
        for node in leaving:
            if node not in group.members:
                raise Refused("not_a_member", node)
        if leaving and len(leaving) == len(group.members):
            raise Refused("would_be_empty", id)
        return self.create(new, names, leaving, group.family, seq)

    def merge(self, id: str, into: str) -> "Groups":
        """All of `id` goes into another group, which remembers its names. Refused `into_itself`."""
        gone, target = self.get(id), self.get(into)
        if id == into:
            raise Refused("into_itself", id)
        groups = self
        for node in gone.also:
            groups = groups._out(node, id)
            if groups.primary.get(node) != into:
                groups = groups.add_also(into, [node])
        groups = groups.add(into, gone.members)
        names = dict.fromkeys([*target.aliases, *(gone.names[k] for k in sorted(gone.names)), *gone.aliases])
        kept = replace(groups.groups[into], aliases=tuple(names), family=target.family or gone.family)
        return replace(groups, groups=groups.groups.delete(id))._put(kept)

    def dissolve(self, id: str) -> "Groups":
        """The group is no more; its nodes are loose again, or in their secondary group."""
        group = self.get(id)
        groups = self
        for node in group.also:
            groups = groups._out(node, id)
        groups = groups.remove(id, group.members)
        return replace(groups, groups=groups.groups.delete(id))

    def restore(self, before: Iterable[Group], dropped: Iterable[str] = ()) -> "Groups":
        """These groups exactly as they were, without those in `dropped`: takes any change back."""
        groups, before = self, tuple(before)
        for id in (*dropped, *(group.id for group in before)):
            if id in groups.groups:
                gone = groups.groups[id]
                for node in (*gone.members, *gone.also):
                    groups = groups._out(node, id)
                groups = replace(groups, groups=groups.groups.delete(id))
        groups = replace(groups, groups=groups.groups.update({group.id: group for group in before}))
        primary = {node: group.id for group in before for node in group.members}
        secondary = {node: group.id for group in before for node in group.also}
        return replace(groups, primary=groups.primary.update(primary), secondary=groups.secondary.update(secondary))

    def changed_from(self, before: "Groups") -> tuple[tuple[Group, ...], tuple[str, ...]]:
        """What `restore` needs to go back to `before`: groups as they were, ids that were not there."""
        then = [group for id, group in before.groups.items() if self.groups.get(id) != group]
        return tuple(sorted(then, key=lambda g: (g.seq, g.id))), tuple(
            sorted(id for id in self.groups if id not in before.groups)
        )

    def may_meet(self, pairs: Iterable[tuple[str, str]]) -> "Groups":
        """Takes `keep_apart` back for these pairs."""
        apart = self.apart
        for pair in pairs:
            if pair in apart:
                apart = apart.delete(pair)
        return replace(self, apart=apart)

    def forget(self, node: str) -> "Groups":
        """Takes a withdrawn node out of everything."""
        groups = self._out(node, self.primary.get(node))
        return groups._out(node, groups.secondary.get(node))

    def keep_apart(self, nodes: Iterable[str]) -> "Groups":
        """A person turned a proposal down: these are never again proposed as the same thing."""
        ids = sorted(set(nodes))
        pairs = {(a, b): True for i, a in enumerate(ids) for b in ids[i + 1 :]}
        return replace(self, apart=self.apart.update(pairs))

    def _names(self, id: str, names: Mapping[str, str]) -> Map[str, str]:
        named = Map({language: name.strip() for language, name in names.items() if name.strip()})
        if not named:
            raise Refused("no_name", id)
        # Whatever the language: two groups that read the same on the wall cannot be told apart.
        wanted = {fold(name) or name for name in named.values()}
        for group in self.groups.values():
            if group.id != id and wanted & {fold(name) or name for name in group.names.values()}:
                raise Refused("name_taken", group.id)
        return named

    def _put(self, group: Group) -> "Groups":
        return replace(self, groups=self.groups.set(group.id, group))

    def _out(self, node: str, id: str | None) -> "Groups":
        if id is None:
            return self
        group, primary, secondary = self.groups[id], self.primary, self.secondary
        if primary.get(node) == id:
            primary = primary.delete(node)
            group = replace(group, members=tuple(m for m in group.members if m != node))
        elif secondary.get(node) == id:
            secondary = secondary.delete(node)
            group = replace(group, also=tuple(m for m in group.also if m != node))
        return replace(self, groups=self.groups.set(id, group), primary=primary, secondary=secondary)
