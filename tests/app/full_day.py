"""A day with something in every section of the report, told by commands; the log is all that the recount reads."""

from __future__ import annotations

import random

from sessions import commands as c
from sessions import events as e
from sessions import lotus_commands as lc
from tests.sessions.stories import AT, FACILITATOR, Story, opened, person, submit

TABLES = 9  # nobody sits at the last one
THEMES = ("resources", "collaboration", "mindset", "policy", "commitment", "legal", "other")
LEVERS = ("trust", "agency", "value", "rights")
ACTORS = ("state", "market", "", "")
SECTORS = ("work", "work", "work", "education", "care", "")
WORDS = {
    "nl": ("meer tijd", "samen met wie het aangaat", "een vaste plek", "durven praten", "minder papier"),
    "fr": ("plus de temps", "avec les gens concernés", "un lieu fixe", "oser parler", "moins de paperasse"),
    "en": ("more time", "with those concerned", "a fixed place", "daring to talk", "less paper"),
}
PETALS = ("Samen eten", "Un lieu fixe", "A warm welcome", "Vaste trekkers", "Op maat", "Des moteurs", "Rolmodellen")
FAMILIES = ("encounter", "continuity", "talent", None)


def a_full_day(seed: int) -> Story:
    dice = random.Random(seed)
    story = opened(tables=TABLES)
    people = [f"mens{i}" for i in range(40)]
    for i, who in enumerate(people):
        story.do(
            c.Join(
                actor=person(who), at=AT, participant=who, table=i % (TABLES - 1) + 1,
                language=("nl", "nl", "fr", "en")[i % 4], sector=dice.choice(SECTORS), actor_group=dice.choice(ACTORS),
            )
        )  # fmt: skip
    _said(story, dice, people)
    _by_hand(story, dice)
    story.lead(c.EnterStage, stage="plenary")
    for i, who in enumerate(people[:7]):
        story.by(who, c.SubmitFinding, finding=f"f{i}", text=f"Vaststelling nummer {i}")
    story.lead(c.HideCard, card="f3")
    _lotuses(story, dice, people)
    _weighed(story, dice, people)
    return story


def _said(story: Story, dice: random.Random, people: list[str]) -> None:
    story.lead(c.EnterStage, stage="interventions")
    for i in range(110):
        language = dice.choice(("nl", "fr", "en"))
        words = [
            e.NewPrecondition(
                id=f"p{i}x{k}", text=f"{dice.choice(WORDS[language])} {dice.randrange(30)}", language=language,
                placed=e.Placed(
                    dice.choice(THEMES), confidence=0.7, sure=dice.random() < 0.7, engine=dice.choice(("core/1", "mini/2")),
                    by=dice.choice(("machine", "machine", "author")),
                ),
            )
            for k in range(dice.randrange(5))
        ]  # fmt: skip
        submit(
            story, dice.choice(people[:34]), f"i{i}", *words, levers=tuple(dice.sample(LEVERS, dice.randrange(3))),
            formality=dice.choice(("formal", "informal", "")), existence=dice.choice(("existing", "desired", "")),
            origin=dice.choice(("home", "abroad")), reach=dice.choice(("local", "regional", "")), language=language,
        )  # fmt: skip
    story.lead(c.ChangeRoom, moderation="hold")
    submit(story, people[0], "held", e.NewPrecondition("ph", "wacht", "nl", e.Placed("policy")))
    story.lead(c.ChangeRoom, moderation="open")


def _by_hand(story: Story, dice: random.Random) -> None:
    cards = [id for id in story.room.order if id != "ph"]
    for card in dice.sample(cards, 14):
        story.lead(c.EditPrecondition, precondition=card, theme=dice.choice(THEMES))
    story.lead(c.MakeRule, rule="r1", pattern="tijd", theme="resources", cards=tuple(dice.sample(cards, 5)))
    for card in dice.sample(cards, 6):
        story.lead(c.HideCard, card=card)
    story.lead(c.HideCard, card="i7")
    story.lead(c.HideCard, card="i8")
    story.lead(c.Undo)
    for card in dice.sample([id for id in cards if not story.room.preconditions[id].hidden], 3):
        story.by(story.room.preconditions[card].author, c.WithdrawCard, card=card)
    open_cards = [id for id in cards if story.room.visible(story.room.preconditions[id])]
    chosen = dice.sample(open_cards, 8)
    for card, into in zip(chosen[:4], chosen[4:], strict=True):
        story.lead(c.MergeCard, card=card, into=into)
    story.lead(c.SplitCard, card=chosen[0])


def _lotuses(story: Story, dice: random.Random, people: list[str]) -> None:
    story.lead(c.EnterStage, stage="lotus", phase="choose")
    nodes: list[str] = []
    for table in range(1, TABLES):
        mine = [who for who in people if story.room.participants[who].table == table]
        story.by(mine[0], lc.OpenLotus, lotus=f"L{table}", centre=f"Praktijk {table}")
        marked = 0
        for k in range(8):
            node, who = f"n{table}x{k}", dice.choice(mine)
            story.by(who, lc.PutPetal, lotus=f"L{table}", node=node, text=f"{dice.choice(PETALS)} {dice.randrange(5)}")
            nodes.append(node)
            if marked < 3 and dice.random() < 0.5:
                marked += 1
                story.by(who, lc.ChangePetal, lotus=f"L{table}", node=node, strongest=True)
            kind = dice.choice(("goal", "precondition", None, None, None))
            if kind:
                story.do(lc.ChangePetal(actor=person(who), at=AT, lotus=f"L{table}", node=node, kind=kind))
    desk = {"actor": FACILITATOR, "at": AT}
    dice.shuffle(nodes)
    for i in range(10):
        members = tuple(nodes[i * 5 : i * 5 + 5])
        names = {"nl": f"Groep {i}", "fr": f"Groupe {i}", "en": f"Group {i}"}
        story.do(lc.MakeGroup(**desk, group=f"g{i}", names=names, members=members, family=FAMILIES[i % 4]))
    lone = next(n for n in nodes[50:])
    story.do(lc.MakeGroup(**desk, group="lone", names={"nl": "Alleen", "fr": "Seul", "en": "Lone"}, members=(lone,)))
    story.do(c.HideCard(**desk, card=nodes[0]))


def _weighed(story: Story, dice: random.Random, people: list[str]) -> None:
    story.lead(c.EnterStage, stage="weigh")
    for who in [*people[:12], people[3]]:
        themes = dict.fromkeys(dice.sample(THEMES[:6], dice.randrange(3)), 1)
        groups = {f"g{n}": 1 for n in dice.sample(range(10), dice.randrange(4))}
        story.by(who, c.SpendDots, themes=themes, characteristics=groups)
    story.lead(c.EnterStage, stage="closing")
    for i, who in enumerate(people[:7]):
        promise = {"commitment": f"c{i}", "who": f"Groep van {i}", "what": f"Belofte nummer {i}", "by": "mei"}
        story.do(c.MakeCommitment(actor=person(who), at=AT, **promise))
    story.lead(c.HideCard, card="c2")
