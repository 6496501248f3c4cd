"""HTTP: sessions, timeouts, proxies; foreign exceptions become ours here."""
