@NullMarked
package dev.ovation.app.config;

import org.jspecify.annotations.NullMarked;
