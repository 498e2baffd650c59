"""The network of `classifier.model.network` in PyTorch: the same arithmetic, with gradients.

PyTorch is needed here alone (`make network` installs it in an environment of its own): serving, tests and retraining do
without.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from classifier.model.network import DILATIONS, GRAM_BUCKETS, Network
from classifier.taxonomy import LABELS
from training.fit import Targets, rarity
from training.network_data import Ints, Names, Packed

Parameters = dict[str, Any]
_LONG: Final = 1e4


@dataclass(frozen=True)
class Schedule:
    """How a network is trained."""

    width: int = 96
    hidden: int = 128
    epochs: int = 5
    batch: int = 128
    rate: float = 4e-3
    decay: float = 5e-2
    dropout: float = 0.4
    word_dropout: float = 0.3
    smoothing: float = 0.01


def fresh(names: Names, plan: Schedule, seed: int, known: Parameters | None = None) -> Parameters:
    """Return parameters before training, by the names of `Network.arrays`; those that are `known` as they are."""
    torch.manual_seed(seed)
    d, labels = plan.width, len(LABELS)

    def linear(rows: int, columns: int) -> Any:
        return (torch.rand(rows, columns) * 2 - 1) / rows**0.5

    made: Parameters = {
        "word_vectors": torch.randn(len(names.words) + 1, d) * 0.1,
        "gram_vectors": torch.randn(GRAM_BUCKETS, d) * 0.2,
        "class_vectors": torch.randn(len(names.classes), d) * 0.15,
        "above": torch.zeros(d),
        "attention": linear(d, labels),
        "attention_bias": torch.zeros(labels),
        "hidden": linear(4 * d, plan.hidden),
        "hidden_bias": torch.zeros(plan.hidden),
        "out": linear(plan.hidden, labels),
        "out_bias": torch.zeros(labels),
        "label": torch.randn(labels, d) * 0.05,
        "last": torch.ones(d),
        "last_bias": torch.zeros(d),
    }
    for number in range(len(DILATIONS)):
        made[f"norm_{number}"], made[f"norm_{number}_bias"] = torch.ones(d), torch.zeros(d)
        made[f"filter_{number}"] = linear(3 * d, 2 * d)
        made[f"filter_{number}_bias"] = torch.zeros(2 * d)
    made |= {name: value.detach().clone() for name, value in (known or {}).items()}
    return {name: value.requires_grad_() for name, value in made.items()}


def forward(p: Parameters, data: Packed, rows: Ints, plan: Schedule | None = None) -> Any:
    """Return scores, shape (rows, labels). `plan`: train, with dropout; none: as served."""
    x, real = _encoded(p, data, rows, 0, plan)
    hide = (real - 1) * _LONG
    strongest = _dropped((x + hide).amax(1), plan)
    attention = torch.softmax(x @ p["attention"] + p["attention_bias"] + hide, 1)
    attended = attention.transpose(1, 2) @ x
    context = torch.zeros_like(strongest)
    ends = data.texts[1].ends
    answers = np.flatnonzero(ends[rows + 1] > ends[rows])
    if len(answers):
        above, there = _encoded(p, data, rows[answers], 1, plan)
        context = context.index_put((torch.from_numpy(answers),), (above + (there - 1) * _LONG).amax(1))
    joined = torch.cat([strongest, context, strongest * context, attended.mean(1)], 1)
    hidden = _dropped(torch.relu(joined @ p["hidden"] + p["hidden_bias"]), plan)
    return hidden @ p["out"] + p["out_bias"] + (attended * p["label"]).sum(-1)


def _encoded(p: Parameters, data: Packed, rows: Ints, which: int, plan: Schedule | None) -> tuple[Any, Any]:
    places, words, there = laid_out(data, rows, which)
    vectors = word_vectors(p, data, words, plan)
    classes = class_sums(p, data, places, which)
    if plan:
        classes = classes * (torch.rand(len(words), 1) > plan.word_dropout / 2)
    vectors = vectors + classes
    if which:
        vectors = vectors + p["above"]
    if plan:
        vectors = vectors * (torch.rand(len(words), 1) > plan.word_dropout / 3)
    x = torch.zeros(len(rows), there.shape[1], vectors.shape[1])
    x[there] = vectors
    real = there.float()[:, :, None]
    return convolved(p, _dropped(x, plan), real, plan.dropout if plan else 0.0), real


def laid_out(data: Packed, rows: Ints, which: int) -> tuple[Ints, Ints, Any]:
    """Return the places of the words of some rows, the words, and where they stand, shape (rows, longest)."""
    text = data.texts[which]
    places, lengths = text.places(rows), text.ends[rows + 1] - text.ends[rows]
    there = torch.arange(int(lengths.max()))[None, :] < torch.from_numpy(lengths)[:, None]
    return places, text.values[places], there


def word_vectors(p: Parameters, data: Packed, words: Ints, plan: Schedule | None = None) -> Any:
    """Return the vectors of words, shape (words, width): their own and the mean of their letter groups."""
    distinct, inverse = np.unique(words, return_inverse=True)
    own = p["word_vectors"][torch.from_numpy(data.rows_of_word[distinct])]
    letters = _bagged(p["gram_vectors"], *data.grams_of_word.take(distinct), "mean")
    if plan:
        own = own * (torch.rand(len(distinct), 1) > plan.word_dropout)
    return (own + letters)[torch.from_numpy(inverse)]


def class_sums(p: Parameters, data: Packed, places: Ints, which: int) -> Any:
    """Return the sum of the vectors of the classes of the word at each place, shape (places, width)."""
    return _bagged(p["class_vectors"], *data.classes[which].take(places), "sum")


def convolved(p: Parameters, x: Any, real: Any, dropout: float) -> Any:
    """Return what the gated convolutions make of vectors, shape (rows, longest, width); `real`: where words are."""
    for number, dilation in enumerate(DILATIONS):
        normed = _normed(p, f"norm_{number}", x) * real
        padded = F.pad(normed, (0, 0, dilation, dilation))
        length = x.shape[1]
        three = torch.cat([padded[:, i * dilation : i * dilation + length] for i in range(3)], -1)
        signal, gate = (three @ p[f"filter_{number}"] + p[f"filter_{number}_bias"]).chunk(2, -1)
        x = x + F.dropout(signal * torch.sigmoid(gate), dropout) * real
    return _normed(p, "last", x)


def _bagged(table: Any, values: Ints, starts: Ints, mode: str) -> Any:
    return F.embedding_bag(torch.from_numpy(values), table, torch.from_numpy(starts), mode=mode)


def _normed(p: Parameters, name: str, x: Any) -> Any:
    return F.layer_norm(x, (x.shape[-1],), p[name], p[f"{name}_bias"])


def _dropped(x: Any, plan: Schedule | None) -> Any:
    return F.dropout(x, plan.dropout) if plan else x


def fit(
    data: Packed,
    rows: Ints,
    targets: Targets,
    begun: Parameters,
    plan: Schedule,
    seed: int,
    told: Any = print,
) -> Parameters:
    """Train on some rows of `data`, whose targets stand in the same order as the data, from `begun`, which changes."""
    p = begun
    optimizer = torch.optim.AdamW(p.values(), lr=plan.rate, weight_decay=plan.decay, fused=True)
    y = torch.tensor(targets.y, dtype=torch.float32)
    weight = torch.tensor(targets.weight * targets.known, dtype=torch.float32)
    spoken = (targets.weight * targets.known)[rows]
    rare = torch.tensor([rarity(targets.y[rows, k], spoken[:, k]) for k in range(len(LABELS))], dtype=torch.float32)
    rng = np.random.default_rng(seed)
    steps = plan.epochs * (len(rows) // plan.batch + 50)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=plan.rate, total_steps=steps, pct_start=0.1)
    for epoch in range(plan.epochs):
        total, batches = 0.0, batches_of(rng.permutation(rows), data.lengths, plan.batch, rng)
        for batch in batches:
            at = torch.from_numpy(batch)
            aim = y[at] * (1 - 2 * plan.smoothing) + plan.smoothing / 2
            loss = F.binary_cross_entropy_with_logits(forward(p, data, batch, plan), aim, reduction="none")
            loss = (loss * weight[at] * (1 + y[at] * (rare - 1))).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(p.values(), 1.0)
            optimizer.step()
            rates.step()
            total += float(loss.detach())
        told(f"epoch {epoch + 1} of {plan.epochs}: loss {total / len(batches):.3f}")
    return p


def batches_of(rows: Ints, lengths: Ints, size: int, rng: np.random.Generator) -> list[Ints]:
    """Cut rows into batches of like length: little is padded."""
    batches = []
    for start in range(0, len(rows), size * 50):
        some = rows[start : start + size * 50]
        some = some[np.argsort(lengths[some], kind="stable")]
        batches += [some[i : i + size] for i in range(0, len(some), size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def logits(p: Parameters, data: Packed, rows: Ints) -> NDArray[np.float32]:
    """Return scores as served, shape (rows, labels)."""
    found = np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    order = np.argsort(data.lengths[rows], kind="stable")
    with torch.no_grad():
        for start in range(0, len(order), 256):
            some = order[start : start + 256]
            found[some] = forward(p, data, rows[some]).numpy()
    return found


def plain(p: Parameters) -> dict[str, NDArray[np.float32]]:
    """Return the parameters as arrays."""
    return {name: value.detach().numpy() for name, value in p.items()}


def served(weights: dict[str, NDArray[np.float32]], names: Names) -> Network:
    """Return trained parameters as the network that is served."""
    return Network(dict(weights), names.words, names.classes)
