"""Near-duplicate clusters: MinHash on word 3-shingles, Jaccard at least 0.6, joined transitively."""

from typing import Final

from datasketch import MinHash, MinHashLSH

from training.data import text_key

THRESHOLD: Final = 0.6
_PERMUTATIONS: Final = 64


def shingles(text: str) -> set[str]:
    """Return word 3-shingles; a text of fewer words is one shingle."""
    words = text_key(text).split()
    if len(words) < 3:
        return {" ".join(words) or text}
    return {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}


def pairs(texts: list[str]) -> list[tuple[int, int]]:
    """Return pairs (i < j) whose true Jaccard similarity is at least THRESHOLD."""
    index = MinHashLSH(threshold=THRESHOLD - 0.1, num_perm=_PERMUTATIONS)
    sets = [shingles(t) for t in texts]
    found = []
    for j, words in enumerate(sets):
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch([w.encode() for w in words])
        for key in index.query(sketch):
            i = int(key)
            if len(sets[i] & words) >= THRESHOLD * len(sets[i] | words):
                found.append((i, j))
        index.insert(str(j), sketch)
    return found


def clusters(texts: list[str]) -> list[int]:
    """Return for every text the index of the first member of its cluster."""
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in pairs(texts):
        parent[max(root(i), root(j))] = min(root(i), root(j))
    return [root(i) for i in range(len(texts))]
