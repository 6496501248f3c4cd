"""English texts of the area ``board``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # the disk
    "disk-full": "{path}: the disk is full ({reason}); free some space and run the same command again",
    "disk-read-only": "{path}: can't be written ({reason}); make the folder writable or choose another with --out",
    "disk-failing": "{path}: the disk did not take it ({reason}); check the disk and run the same command again",
    "disk-no-room": (
        "{path}: only {free} MiB are free and a run wants {need} MiB; free some space first, nothing was sent"
    ),
    "unreadable": "{path}: can't be read ({reason}); give yourself the right to read it",
    "spool-elsewhere": "the board's disk did not take the answer ({reason}); it is kept in {path} until the next run",
    "spool-nowhere": (
        "no disk took the answer ({reason}), so its picture can't be kept; free some space before the next run"
    ),
    "of-other-lineage": (
        "{board} was drawn with {drawn}, and the plan asks for {lineage}: that board is left as it is, {other} is used"
    ),
    # the journal
    "no-board": "{path}: there is no board here; run the plan first",
    "no-folder": "{path}: is a file, not a folder; name a folder with --out",
    "line-broken": (
        "{where}: this line is not an event ({reason}); restore journal.jsonl from a backup, nothing was sent"
    ),
    "line-newer": ("{where}: {what} was made by a newer version of run-storyboard; use that version, nothing was sent"),
    "line-number": (
        "{where}: this line says it is number {seq}: lines are missing or doubled; "
        "restore journal.jsonl from a backup, nothing was sent"
    ),
    "journal-shrank": (
        "{path}: the journal was replaced or cut by something else while it was in use; "
        "restore it from a backup and run the same command again"
    ),
    "journal-unwritten": "{count} events could not be written to {path}: {reason}",
    "journal-closed": "{path}: the journal is closed",
    "bad-path": "{file!r} is no path inside the board; write a relative one with forward slashes",
    "bad-attempt": "{attempt!r} is no attempt id; restore journal.jsonl from a backup",
    # locks
    "busy": (
        "{board} is in use by process {pid} since {since} ({command}); "
        "wait until it has ended (`status --wait`) or stop it"
    ),
    "busy-unknown": "{board} is in use by another process; wait until it has ended (`status --wait`) or stop it",
    "busy-journal": "{board}: another process has held the journal for {seconds} s; end it and try again",
    # pictures on the board
    "take-missing": "{file}: the picture is gone, so this take no longer counts; put the file back to use it again",
    "take-changed": (
        "{file}: the picture is not the one that was delivered, so this take no longer counts; put the file back"
    ),
    "torn": "the journal's last line was cut off in the middle of writing; the piece is kept in {path}",
}
