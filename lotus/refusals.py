"""Why a lotus or a group says no: a slug that a page translates, never a sentence."""


class Refused(Exception):
    """Something the rules of the lotus do not allow. `slug` names the rule; `about` the id it is about, if
    any.
    """

    def __init__(self, slug: str, about: str = "") -> None:
        super().__init__(f"{slug} {about}".strip())
        self.slug = slug
        self.about = about

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str]]:
        return type(self), (self.slug, self.about)
