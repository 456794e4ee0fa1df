"""So many requests a minute for each person; without Valkey nobody is refused."""

from redis.exceptions import RedisError
from rest_framework.throttling import UserRateThrottle


class PersonThrottle(UserRateThrottle):
    def allow_request(self, request, view) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            return True
