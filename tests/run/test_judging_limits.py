"""What is set aside for a judge's word counts under the limits like a request that is under way."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.compose.look import Source
from pipeline.decide.state import BoardState
from pipeline.errors import PictureError
from pipeline.images.size import Size
from pipeline.run.ledger import JournalLedger, Limits
from pipeline.run.prepared import Preparer
from pipeline.store.journal import Journal
from pipeline.store.layout import Layout
from pipeline.store.locks import run_lock


@pytest.mark.parametrize("limits", [Limits(budget=0.10), Limits(max_cost=0.10)])
def test_words_that_are_asked_for_side_by_side_never_pass_a_limit_together(tmp_path: Path, limits: Limits) -> None:
    layout = Layout(tmp_path / "plan.board")
    with run_lock(layout, "run"), Journal.open(layout) as journal:
        ledger = JournalLedger(journal, BoardState(), limits, "r1", lambda _event: None)
        assert [ledger.hold(0.04) for _ in range(3)] == [True, True, False]
        ledger.let_go(0.04)
        assert ledger.hold(0.04)


async def test_a_mask_of_another_size_than_the_take_as_sent_is_refused(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGBA", (64, 32)).save(out, "PNG")
    path = tmp_path / "mask.png"
    path.write_bytes(out.getvalue())
    mask = Source(path, sha256(out.getvalue()).hexdigest())
    preparer = Preparer(tmp_path / "cache")
    assert (await preparer.mask(mask, Size(64, 32))).data == out.getvalue()
    with pytest.raises(PictureError, match="64x32"):
        await preparer.mask(mask, Size(32, 64))
    with pytest.raises(PictureError, match="changed"):
        await preparer.mask(Source(path, "0" * 64), Size(64, 32))
