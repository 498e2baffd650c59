"""What words stand together, learned from texts without labels before the network learns what labels mean.

One word in five is hidden and told from the words around it (masked language modelling, Devlin et al. 2019), among the
hidden words of the batch and as many drawn by their frequency (sampled softmax). The vectors and the convolutions are
kept; what speaks for the labels begins anew. On texts that no part had seen, joined with the linear model, a run each:
mean AP of the development writer .9015 to .9035 (its threats .832 to .838), of the functional suite .907 to .908,
swetoxicity AUC .721 to .723, annotated_real .581 both.
"""

from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from training.network import (
    Parameters,
    Schedule,
    batches_of,
    class_sums,
    convolved,
    fresh,
    laid_out,
    word_vectors,
)
from training.network_data import Ints, Names, Packed

HIDDEN: Final = 0.2
EPOCHS: Final = 3
BATCH: Final = 160
_CANDIDATES: Final = 1_500
_KEPT: Final = ("word_vectors", "gram_vectors", "class_vectors", "norm_", "filter_", "last")
_SHORTEST, _LONGEST = 4, 80


def pretrained(data: Packed, rows: Ints, names: Names, plan: Schedule, seed: int, told: Any = print) -> Parameters:
    """Return the vectors and convolutions that tell hidden words of some rows of `data` best."""
    lengths = data.lengths[rows]
    rows = rows[(lengths >= _SHORTEST) & (lengths <= _LONGEST)]
    width, count = plan.width, len(names.words) + 1
    p = fresh(names, plan, seed)
    guess: Parameters = {
        "hidden_word": torch.zeros(width),
        "turn": torch.randn(width, width) / width**0.5,
        "words": torch.randn(count, width) * 0.05,
        "bias": torch.zeros(count),
    }
    learned = [value.requires_grad_() for value in (*p.values(), *guess.values())]
    optimizer = torch.optim.AdamW(learned, lr=plan.rate, weight_decay=1e-2, fused=True)
    steps = EPOCHS * (len(rows) // BATCH + 50)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=plan.rate, total_steps=steps, pct_start=0.1)
    often = np.bincount(data.rows_of_word[data.texts[0].values], minlength=count).astype(np.float64) ** 0.75
    often[0] = 0.0
    rng = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        total, batches = 0.0, batches_of(rng.permutation(rows), data.lengths, BATCH, rng)
        for batch in batches:
            found, hidden = _hidden(p, guess, data, batch)
            candidates = np.unique(np.concatenate([hidden, rng.choice(count, _CANDIDATES, p=often / often.sum())]))
            asked = torch.from_numpy(candidates)
            scores = (found @ guess["turn"]) @ guess["words"][asked].T + guess["bias"][asked]
            loss = F.cross_entropy(scores, torch.from_numpy(np.searchsorted(candidates, hidden)))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            rates.step()
            total += float(loss.detach())
        told(f"words, epoch {epoch + 1} of {EPOCHS}: loss {total / len(batches):.3f}")
    return {name: value.detach() for name, value in p.items() if name.startswith(_KEPT)}


def _hidden(p: Parameters, guess: Parameters, data: Packed, rows: Ints) -> tuple[Any, Ints]:
    """Hide words that have a vector of their own; return what is read in their places, and which they are."""
    places, words, there = laid_out(data, rows, 0)
    vectors = word_vectors(p, data, words) + class_sums(p, data, places, 0)
    known = data.rows_of_word[words]
    hide = (torch.rand(len(words)) < HIDDEN) & torch.from_numpy(known > 0)
    hide[int(np.argmax(known > 0))] = True  # a batch always asks something
    x = torch.zeros(len(rows), there.shape[1], vectors.shape[1])
    x[there] = torch.where(hide[:, None], guess["hidden_word"], vectors)
    read = convolved(p, x, there.float()[:, :, None], 0.1)
    return read[there][hide], known[hide.numpy()]
