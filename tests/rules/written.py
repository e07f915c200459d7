"""Writes random lives into the database: facts as rows, visits through the actions."""

from datetime import date

from households.models import (
    Category,
    CategorySpell,
    Enterprise,
    Exclusion,
    Household,
    Place,
    PlaceStay,
    ResidenceSpell,
)
from tests import cast
from tests.rules.histories import TODAY, moment
from tests.rules.oracle import Dated, History, Rule, Told, value_on
from visits import actions
from visits.models import StandardVersion, VisitStandard


def area_at(path: str):
    return cast.make_area(path.replace(".", ""))


class World:
    """The people, standards and places of one random county."""

    def __init__(self, rules: list[Rule]) -> None:
        village = cast.make_area("320581101201")
        self.posts = {role: cast.make_post(village, name=role) for role in ROLES}
        self.cadres = {role: cast.make_cadre(role, role, self.posts[role]) for role in ROLES}
        tags = Category.objects.order_by("pk")[:3]
        self.categories = dict(zip([1, 2, 3], tags, strict=True))
        for rule in rules:
            self.write_rule(rule)

    def write_rule(self, rule: Rule) -> None:
        if rule.key == 1:
            return  # the base standard is there from the first migration
        standard, _ = VisitStandard.objects.get_or_create(name=f"standard {rule.key}")
        StandardVersion.objects.create(
            standard=standard,
            from_on=rule.from_on,
            to_on=rule.to_on,
            area_path=rule.area,
            fronts=sorted(rule.fronts),
            residences=sorted(rule.residences),
            categories=[self.categories[tag].pk for tag in sorted(rule.categories)],
            every_days=rule.every_days,
            times=rule.times,
            period=rule.per or "",
            roles=sorted(rule.roles),
            modes=sorted(rule.modes),
        )

    def write(self, life: History, number: int) -> Place:
        """The place with its facts and all its visits; dates are told by the actions."""
        path, front, is_active = value_on(life.stays, TODAY)
        kind = "enterprise" if front == "enterprise" else "household"
        place = Place.objects.create(
            kind=kind,
            front=front,
            area=area_at(path),
            area_path=path,
            name=f"place {number}",
            joined_on=life.joined_on,
            is_active=is_active,
        )
        for stay in life.stays:
            path, front, is_active = stay.value
            PlaceStay.objects.create(
                place=place,
                area=area_at(path),
                area_path=path,
                front=front,
                is_active=is_active,
                **days(stay),
            )
        if kind == "enterprise":
            Enterprise.objects.create(place=place)
        else:
            self.write_household(place, life)
        self.write_facts(place, life)
        for told in life.told:
            self.write_visit(place, told)
        return place

    def write_household(self, place: Place, life: History) -> None:
        house = Household.objects.create(
            place=place,
            village=cast.make_area("320581101201"),
            number=str(place.pk),
            residence=value_on(life.residences, TODAY) or "",
        )
        for spell in life.residences:
            ResidenceSpell.objects.create(household=house, residence=spell.value, **days(spell))

    def write_facts(self, place: Place, life: History) -> None:
        for tag in life.categories:
            CategorySpell.objects.create(
                place=place, category=self.categories[tag.value], **days(tag)
            )
        for fact in life.approved:
            Exclusion.objects.create(
                place=place,
                reason=fact.value,
                asked_at=moment(fact.from_on, 8),
                approved_by=self.cadres["main"],
                approved_on=fact.from_on,
                ended_on=fact.to_on,
            )
        for reason, day in life.pending:
            Exclusion.objects.create(place=place, reason=reason, asked_at=moment(day))

    def write_visit(self, place: Place, told: Told) -> None:
        """Record it, then correct, confirm and withdraw it in the order in which it was heard."""
        first, *later = told.versions
        logger = "leader" if not any(w.awaits_leader for w in first.went) else "main"
        if any(w.awaits_leader for version in told.versions for w in version.went):
            logger = "main"
        by = self.cadres[logger]
        clock = first.hour if first.hour.isdigit() else "20"
        visit = actions.record(
            id=None,
            place=place,
            by=by,
            under=self.posts[logger],
            phone_at=moment(told.entered_on or first.day, int(clock)),
            at=first.received_at,
            **self.content(first, told),
        )
        self.confirm(visit, first, later)
        for number, version in enumerate(later, start=1):
            actions.correct(
                visit=visit,
                by=by,
                at=version.received_at,
                why="told wrongly",
                **self.content(version, told),
            )
            self.confirm(visit, version, later[number:])
        if told.withdrawn_at is not None:
            actions.withdraw(visit=visit, by=by, why="never was", at=told.withdrawn_at)

    def content(self, version, told: Told) -> dict:
        lines = [
            actions.VisitorLine(cadre=self.cadres[w.role], post=self.posts[w.role], role=w.role)
            for w in version.went
        ]
        return {
            "outcome": version.outcome,
            "mode": version.mode,
            "again_on": version.agreed_on,
            "entered_for": (version.day, version.hour) if told.entered_on else None,
            "visitors": lines,
        }

    def confirm(self, visit, version, later) -> None:
        """The leader says yes, unless a later version came first."""
        for went in version.went:
            if went.confirmed_at and not (later and later[0].received_at <= went.confirmed_at):
                leader = self.cadres["leader"]
                actions.confirm_leader(visit=visit, leader=leader, at=went.confirmed_at)


ROLES = ["main", "accompanying", "leader", "proxy"]


def days(fact: Dated) -> dict[str, date | None]:
    return {"from_on": fact.from_on, "to_on": fact.to_on}
