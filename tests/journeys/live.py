"""The stream of live pages as it is started in a house, on the day of the journeys."""

from tests.journeys.moment import stay

stay()

from cabinet.live.__main__ import main  # noqa: E402

if __name__ == "__main__":
    main()
