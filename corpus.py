import sys, random, json
from training.data import corpus_rows
from errs import M
seed=int(sys.argv[1]) if len(sys.argv)>1 else 1
rows=[r for r in corpus_rows(part="train") if "personal_data" not in r.get("labels",[])]
random.Random(seed).shuffle(rows)
n=0; ch=[]
for r in rows[:int(sys.argv[2]) if len(sys.argv)>2 else 1000]:
    m=M.mask(r["text"])
    if m.spans:
        ch.append(r); print(r["id"],"|",r["text"].replace("\n","⏎")[:400],"|",[(r["text"][s.start:s.end],s.kind) for s in m.spans])
print(len(ch),"changed of",len(rows))
