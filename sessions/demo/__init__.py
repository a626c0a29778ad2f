"""Made-up athletes and nine months of their training, as FIT files: simulated runners with simulated watches.

    for run in season_of(ATHLETES[0], end_day):
        run.content  # the bytes of a FIT file

Pure: no Django, no clock. The same athlete and end day give the same bytes. What is true of the runner (Critical
Speed, W') is known, so that what the pipeline finds can be held against it.
"""

from sessions.demo.athletes import ATHLETES, Athlete
from sessions.demo.fitness import Fitness, fitness_of
from sessions.demo.runs import DemoRun, season_of

__all__ = ["ATHLETES", "Athlete", "DemoRun", "Fitness", "fitness_of", "season_of"]
