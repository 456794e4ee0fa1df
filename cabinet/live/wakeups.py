"""Wake-ups as they come from the broker; while it is away, everybody looks more often by themselves."""

import asyncio
import logging
import random

import redis.asyncio as redis
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from cabinet.live.hub import Hub
from cabinet.live.telling import CHANNEL

logger = logging.getLogger(__name__)

#: Seconds without a word after which the connection is asked whether it still stands.
QUIET = 15.0


async def hear_wakeups(hub: Hub) -> None:
    """For as long as the process lives."""
    while True:
        try:
            await _hear(hub)
        except Exception as error:
            fault = None if isinstance(error, (RedisError, OSError)) else error
            if fault or hub.broker_is_there is not False:
                logger.warning("No wake-ups: %r", error, exc_info=fault)
            hub.broker_is_there = False
            hub.wake_all()
        await asyncio.sleep(0.2 + random.random())  # noqa: S311


async def _hear(hub: Hub) -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=2,
        socket_timeout=5,
        health_check_interval=10,
        retry=Retry(NoBackoff(), 0),
    )
    async with client, client.pubsub(ignore_subscribe_messages=True) as wakeups:
        await wakeups.psubscribe(CHANNEL.format("*"))
        await wakeups.ping()
        hub.broker_is_there = True
        hub.wake_all()  # what was said while we were away
        while True:
            message = await wakeups.get_message(timeout=QUIET)
            if message is None:
                await wakeups.ping()
            elif message["type"] == "pmessage":
                hub.wake(int(message["channel"].rpartition(b":")[2]))
