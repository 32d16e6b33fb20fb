"""Which contents stand together. Same photos are joined through one another; colours of a shot stand by its first one.

The difference keeps groups honest in a large shop: every model before a white wall is near to some other model, and
chains of colour variants would end in one group of everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from analytics.twin_models import Fingerprint, TwinGroup
from analytics.twins.links import Link, Prints, links

# More files than this that look alike are a style, not copies: the group takes no more.
MOST_FILES = 300


def join_same(merchant_id: int, found: Iterable[Link]) -> set[int]:
    """Bring linked contents into one group, and groups that a link connects; gives the ids of the groups touched."""
    pairs = [(link.first, link.second) for link in found if link.same]
    group_of = dict(Fingerprint.objects.filter(pk__in={pk for pair in pairs for pk in pair}).values_list("pk", "same"))
    files = dict(TwinGroup.objects.filter(pk__in=set(group_of.values())).values_list("pk", "files"))
    # A group is a node of its own below zero, so that its other members need not be read.
    nodes = {pk: -group if group else pk for pk, group in group_of.items()}
    forest = _Forest({node: files.get(-node, 1) for node in nodes.values()})
    for first, second in sorted(pairs):
        forest.join(nodes[first], nodes[second])
    touched = set()
    for members in forest.trees():
        groups = sorted(-node for node in members if node < 0)
        kept = groups[0] if groups else new_group(merchant_id, TwinGroup.Kind.FILES)
        Fingerprint.objects.filter(same__in=groups[1:]).update(same=kept)
        Fingerprint.objects.filter(pk__in=[node for node in members if node > 0]).update(same=kept)
        TwinGroup.objects.filter(pk__in=groups[1:]).delete()
        touched.add(kept)
    return touched


class _Forest:
    """Trees of nodes that were joined; a join that would make too large a tree is not made."""

    def __init__(self, sizes: dict[int, int]) -> None:
        self.sizes = sizes
        self.parents = {node: node for node in sizes}

    def root(self, node: int) -> int:
        while self.parents[node] != node:
            self.parents[node] = node = self.parents[self.parents[node]]
        return node

    def join(self, one: int, other: int) -> None:
        one, other = sorted((self.root(one), self.root(other)))
        if one != other and self.sizes[one] + self.sizes[other] <= MOST_FILES:
            self.parents[other] = one
            self.sizes[one] += self.sizes[other]

    def trees(self) -> list[list[int]]:
        """The trees with more than one node."""
        found = defaultdict(list)
        for node in self.parents:
            found[self.root(node)].append(node)
        return [nodes for nodes in found.values() if len(nodes) > 1]


def join_shots(merchant_id: int, found: Iterable[Link]) -> set[int]:
    """Put each younger content to the oldest first colour of a shot that it is linked to; gives the groups touched."""
    firsts_of = defaultdict(list)
    for link in found:
        if not link.same:
            firsts_of[link.second].append(link.first)
    ids = {*firsts_of, *(first for firsts in firsts_of.values() for first in firsts)}
    shot_of = dict(Fingerprint.objects.filter(pk__in=ids).values_list("pk", "shot"))
    leads = first_colours(shot for shot in shot_of.values() if shot)
    full = TwinGroup.objects.filter(pk__in=set(leads), files__gte=MOST_FILES).values_list("pk", flat=True)
    leads |= dict.fromkeys(full, 0)
    touched = set()
    for second, firsts in sorted(firsts_of.items()):
        lead = next((pk for pk in sorted(firsts) if shot_of[pk] is None or leads[shot_of[pk]] == pk), None)
        if lead is None or shot_of[second] is not None:
            continue
        if shot_of[lead] is None:
            shot_of[lead] = new_group(merchant_id, TwinGroup.Kind.COLOURS)
            leads[shot_of[lead]] = lead
            Fingerprint.objects.filter(pk=lead).update(shot=shot_of[lead])
        shot_of[second] = shot_of[lead]
        Fingerprint.objects.filter(pk=second).update(shot=shot_of[lead])
        touched.add(shot_of[lead])
    return touched


def first_colours(groups: Iterable[int]) -> dict[int, int]:
    """The oldest content of each shot."""
    rows = Fingerprint.objects.filter(shot__in=set(groups)).order_by("-pk").values_list("shot", "pk")
    return {shot: pk for shot, pk in rows if shot is not None}


def leave(merchant_id: int, gone: Sequence[Fingerprint]) -> set[int]:
    """Take contents out of their groups and away, and group anew what they held together; gives the groups touched."""
    shots = {row.shot_id for row in gone if row.shot_id}
    firsts = first_colours(shots)
    ids = {row.pk for row in gone}
    headless = {shot for shot in shots if firsts[shot] in ids}
    same = {row.same_id for row in gone if row.same_id}
    alone = dict(Fingerprint.objects.filter(same__in=same).values_list("pk", "same"))
    coloured = dict(Fingerprint.objects.filter(shot__in=headless).values_list("pk", "shot"))
    _dissolve(same | headless)
    Fingerprint.objects.filter(pk__in=ids).delete()
    touched = shots - headless
    for members in _by_group(alone, ids):
        touched |= join_same(merchant_id, _links_within(members))
    for members in _by_group(coloured, ids):
        touched |= join_shots(merchant_id, _links_within(members))
    return touched


def _by_group(group_of: Mapping[int, int | None], gone: Collection[int]) -> list[list[int]]:
    """What is left of each group."""
    found = defaultdict(list)
    for pk, group in group_of.items():
        if pk not in gone:
            found[group].append(pk)
    return list(found.values())


def _links_within(ids: Sequence[int]) -> list[Link]:
    prints = Prints.read(ids)
    return links(prints, prints)


def _dissolve(groups: Collection[int]) -> None:
    Fingerprint.objects.filter(same__in=groups).update(same=None)
    Fingerprint.objects.filter(shot__in=groups).update(shot=None)
    TwinGroup.objects.filter(pk__in=groups).delete()


def new_group(merchant_id: int, kind: str) -> int:
    """The id of a group of nothing; its numbers are counted before the transaction ends."""
    return TwinGroup.objects.create(merchant_id=merchant_id, kind=kind, files=0, places=0, products=0).pk
