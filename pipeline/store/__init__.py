"""The board on disk: journal, takes, keyframes, spool, locks; nothing else writes into a board."""
