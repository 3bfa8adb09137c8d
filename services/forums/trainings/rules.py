"""What may happen to trainings: one is recorded when it was given."""

from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.trainings.tables import Trained, Training
from services.forums.trainings.views import TrainingDraft
from shared.days import require_past
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.write import Write


async def record(write: Write, draft: TrainingDraft, mandate: Mandate) -> int:
    """Record that police and members of a forum were trained. It may be before the forum was established."""
    require_past(draft.ends_on, "ends_on")
    if draft.ends_on < draft.begins_on:
        raise Invalid("ends-before-it-begins", "A training does not end before it begins.", field="ends_on")
    forum = await require_forum(write, draft.forum_id, mandate)
    await require_not_closed(write, forum.id, draft.begins_on, "begins_on")
    training = Training(**draft.model_dump(exclude={"trained"}), recorded_by=write.caller)
    write.session.add(training)
    await write.session.flush()
    write.session.add_all(Trained(**each.model_dump(), training_id=training.id) for each in draft.trained)
    await write.session.flush()
    write.trail("training.recorded", training.id, forum=training.forum_id)
    return training.id
