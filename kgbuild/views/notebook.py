"""A page as notebooks show it: inline, in a frame of its own, so that neither can disturb the other."""

from dataclasses import dataclass, field

from markupsafe import escape


@dataclass(frozen=True, slots=True)
class InlinePage:
    """A whole page, and how many pixels high a notebook shows it."""

    page: str = field(repr=False)
    height: int = 640

    def _repr_html_(self) -> str:
        """Return a frame that holds the page: scripts run, but reach nothing outside it."""
        return (
            f'<iframe srcdoc="{escape(self.page)}" title="Knowledge graph" width="100%" height="{int(self.height)}" '
            'sandbox="allow-scripts allow-popups allow-downloads" style="border:0"></iframe>'
        )
