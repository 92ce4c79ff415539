"""Plane geometry of the layout: spreading circles, rings, and packing discs. Everything deterministic."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

# The page is wider than high, and so are labels.
STRETCH: Final = 1.3
# Room that a node takes, as a radius; what only one paper names may overlap while its paper is not chosen.
PAPER_ROOM: Final = 26.0
THING_ROOM: Final = 40.0
MARGIN: Final = 16.0
GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_SPIRAL: Final = 30_000

Points = npt.NDArray[np.float64]


def even_out(places: Points) -> Points:
    """Fill the unit disc evenly: directions stay, distances from the middle follow their ranks.

    Springs throw single nodes far out, and a circle around those would be mostly empty.
    """
    places = places - np.median(places, axis=0)
    distance = np.hypot(places[:, 0], places[:, 1]) + 1e-9
    rank = np.empty(len(places))
    rank[np.argsort(distance, kind="stable")] = np.arange(len(places))
    return places / distance[:, None] * np.sqrt((rank + 0.5) / len(places))[:, None]


def rim(count: int, reach: float) -> tuple[Points, float]:
    """Return places on circles around a disc, by rising angle, and the radius that holds them."""
    rings = 1
    while sum(_on_circle(reach, ring) for ring in range(rings)) < count:
        rings += 1
    angles = -math.pi + (np.arange(count) + 0.5) * 2 * math.pi / max(count, 1)
    radius = reach + PAPER_ROOM * (0.4 + 1.5 * (np.arange(count) % rings))
    places = np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None]
    return places, float(radius.max()) + PAPER_ROOM / 2


def _on_circle(reach: float, ring: int) -> int:
    return int(2 * math.pi * (reach + PAPER_ROOM * (0.4 + 1.5 * ring)) / (1.5 * PAPER_ROOM)) or 1


def ring_radius(count: int) -> float:
    """Return the radius of the ring of so many things around their paper."""
    return 30.0 + 2.4 * count


def ring(members: Sequence[str]) -> list[tuple[str, float, float]]:
    """Return the places of a paper's own things around it, offsets from its place."""
    radius = ring_radius(len(members))
    result = []
    for i, member in enumerate(members):
        angle = 2 * math.pi * (i + 0.5) / len(members)
        result.append((member, radius * math.cos(angle), radius * math.sin(angle)))
    return result


def push_apart(places: Points, radii: Points, rounds: int = 80) -> Points:
    """Move circles until (nearly) none overlaps; deterministic."""
    count = len(places)
    turn = np.arange(count) * GOLDEN
    places = places + np.column_stack([np.cos(turn), np.sin(turn)]) * 1e-3  # no two in one place
    need = radii[:, None] + radii[None, :]
    for _ in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(need - distance, 0.0)
        if overlap.max() < 1.0:
            break
        places = places + (apart * (overlap / distance / 2)[..., None]).sum(axis=1) * 0.7
    return places


def sunflower(count: int, room: float) -> tuple[Points, float]:
    """Return so many places spread evenly on a disc, `room` around each, and the disc's radius."""
    turn = np.arange(count)
    places = np.column_stack([np.cos(turn * GOLDEN), np.sin(turn * GOLDEN)])
    places *= (2 * room * np.sqrt(turn))[:, None]
    return places, 2 * room * math.sqrt(count) + MARGIN


def pack(radii: Points, ties: Points) -> Points:
    """Return centres of discs, in the order given each as near as it fits to those it is tied to most.

    `radii` has a radius for each disc, largest first; `ties` is the symmetric matrix of how strongly each two
    belong together.
    """
    # Free room is looked for on a fixed spiral of points, fine enough for the plane that the circles will fill.
    turn = np.arange(_SPIRAL)
    extent = 1.5 * math.sqrt(float((radii**2).sum())) + float(radii.max())
    points = np.column_stack([np.cos(turn * GOLDEN), np.sin(turn * GOLDEN)])
    points *= (extent * np.sqrt(turn / _SPIRAL))[:, None]
    count = len(radii)
    centres = np.zeros((count, 2))
    room = np.full(_SPIRAL, np.inf)
    for i in range(count):
        centres[i] = _free_place(_wish(ties[i, :i], centres[:i]), radii[i], points, room)
        room = np.minimum(room, _room_beside(points, centres[i], radii[i]))
    # Placed once, a disc is moved again when those that it wished for have found their places too.
    again = range(count) if count <= 60 else ()
    rooms = np.array([_room_beside(points, centres[i], radii[i]) for i in again])
    for i in [*again] * 3 if count > 1 else ():
        rooms[i] = np.inf
        others = np.arange(count) != i
        wish = _wish(ties[i][others], centres[others])
        centres[i] = _free_place(wish, radii[i], points, rooms.min(axis=0))
        rooms[i] = _room_beside(points, centres[i], radii[i])
    return centres


def _wish(ties: Points, centres: Points) -> Points:
    """Return where a community would like to be: among those it is tied to, but drawn to the plane's middle."""
    total = float(ties.sum())
    if not total:
        return np.zeros(2)
    wish: Points = (centres * ties[:, None]).sum(axis=0) / total * 0.25
    return wish


def _room_beside(points: Points, centre: Points, radius: float) -> Points:
    """Return how large a circle may be at each point without touching the given one."""
    room: Points = np.hypot(points[:, 0] - centre[0], points[:, 1] - centre[1]) - radius
    return room


def _free_place(wish: Points, radius: float, points: Points, room: Points) -> Points:
    """Return the point nearest to `wish` where a circle fits, else the one with the most room."""
    away = np.hypot(points[:, 0] - wish[0], points[:, 1] - wish[1])
    fits = room >= radius
    place: Points = points[int(np.argmin(np.where(fits, away, np.inf)) if fits.any() else np.argmax(room))]
    return place
