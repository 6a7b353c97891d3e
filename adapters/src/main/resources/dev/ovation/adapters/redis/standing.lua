-- needs: place
--
-- The place; when it is missing, the generation of the last one.
if cold then return { g or '0' } end
return { g, place[3], place[4], place[5], sizes() }
