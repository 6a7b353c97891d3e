-- needs: place
--
-- The place, or nothing when it is missing.
if cold then return {} end
return { g, place[3], place[4], place[5], sizes() }
