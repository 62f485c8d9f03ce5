"""The PostgreSQL of the tests: ours alone, and gone when the block ends."""

import psycopg
import pytest

import sandbox.postgresql as module
from sandbox.postgresql import PostgresqlError, Server, running


@pytest.mark.postgresql
def test_nobody_gets_in_without_the_password(postgresql: Server) -> None:
    """Not from this machine either."""
    with psycopg.connect(postgresql.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgresql.url().replace(postgresql.password, "wrong"))


@pytest.mark.postgresql
def test_it_listens_on_loopback_only(postgresql: Server) -> None:
    """And on no socket in the file system."""
    with psycopg.connect(postgresql.url()) as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone() for name in ("listen_addresses", "unix_socket_directories")
        ]
    assert shown == [("127.0.0.1",), ("",)]


@pytest.mark.postgresql
def test_a_database_is_new_and_goes_when_it_is_dropped(postgresql: Server) -> None:
    """Whoever is still connected."""
    one, two = postgresql.make_database(), postgresql.make_database()
    assert one != two
    held = psycopg.connect(one)
    postgresql.drop_database(one)
    held.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(one)
    postgresql.drop_database(two)


def test_without_programs_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests are skipped with that sentence."""
    monkeypatch.setattr(module, "programs", lambda: None)
    with pytest.raises(PostgresqlError, match=r"python -m sandbox\.postgresql"), running():
        pass


@pytest.mark.postgresql
def test_a_server_that_does_not_start_says_why(postgresql: Server) -> None:
    """With the end of its own log."""
    assert postgresql.port
    with pytest.raises(PostgresqlError, match=r"(?s)did not start.*no_such_setting"), running({"no_such_setting": "1"}):
        pass
