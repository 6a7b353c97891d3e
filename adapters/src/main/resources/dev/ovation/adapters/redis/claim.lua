-- needs: place claim
-- ARGV: run, epoch
--
-- Answers with what stands there, and FENCED to an owner that was replaced.
if not claim() then return { 'FENCED' } end
return claimed_answer(until_millis)
